import { Tag } from 'antd';
import { api } from '@/api';
import { AuditLogDocument } from '@/gql/graphql';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { usePages } from '@/patterns/usePages';
import { useCommunityId } from '@/viewer';
import { moment, t, w } from '@/words';

/** Who did what in the community, and what was refused. */
export default function AuditLog() {
  const areaId = useCommunityId();
  const pages = usePages(['auditLog', areaId], async (after) => (await api.ask(AuditLogDocument, { areaId, after })).auditLog);
  return (
    <Page title={t('操作记录', 'Audit log')}>
      <List
        pages={pages}
        empty={t('还没有记录。', 'Nothing yet.')}
        width={900}
        columns={[
          { title: t('时间', 'When'), width: 150, render: (_, one) => moment(one.at) },
          { title: t('谁', 'Who'), width: 120, render: (_, one) => one.actor?.shownName ?? t('系统', 'the program') },
          { title: t('做了什么', 'Act'), width: 200, dataIndex: 'act' },
          { title: t('结果', 'Ending'), width: 100, render: (_, one) => <Tag color={one.ending === 'REFUSED' ? 'orange' : undefined}>{w('AuditEnding', one.ending)}</Tag> },
          { title: t('哪里', 'Where'), width: 130, render: (_, one) => one.area?.name ?? '—' },
          { title: t('对象', 'Target'), dataIndex: 'target', ellipsis: true },
          { title: t('请求号', 'Request'), dataIndex: 'requestId', ellipsis: true },
          { title: t('可信', 'Genuine'), width: 80, render: (_, one) => (one.genuine ? '✓' : <Tag color="red">{t('被改动', 'altered')}</Tag>) },
        ]}
      />
    </Page>
  );
}
