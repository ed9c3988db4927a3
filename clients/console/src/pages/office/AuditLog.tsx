import { Button, Select, Tag } from 'antd';
import { useContext } from 'react';
import { api } from '@/api';
import { AuditLogDocument } from '@/gql/graphql';
import { Choose } from '@/patterns/Choose';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { usePages } from '@/patterns/usePages';
import { put, useParam } from '@/route';
import { CommunitiesContext, useCommunityId, useViewer } from '@/viewer';
import { moment, name, t, w } from '@/words';
import { act, kindOf } from './acts';

/** Who did what in an area and within it, and what was refused. */
export default function AuditLog() {
  const viewer = useViewer();
  const communities = useContext(CommunitiesContext);
  const community = useCommunityId();
  const administered = viewer.roles.flatMap(({ role, node }) => (node.__typename === 'Area' && (role === 'STREET_ADMIN' || role === 'CITY_ADMIN') ? [node] : []));
  const areaId = useParam('area') ?? administered[0]?.id ?? community;
  const actorId = useParam('actor');
  const pages = usePages(['auditLog', areaId, actorId], async (after) => (await api.ask(AuditLogDocument, { areaId, actorId, after })).auditLog);
  const actor = actorId && pages.rows.find((one) => one.actor?.id === actorId)?.actor;
  return (
    <Page
      title={t('操作记录', 'Audit log')}
      tools={
        <div className="row" data-filter>
          {actorId && <Button onClick={() => put({ actor: null })}>{t(`只看 ${name(actor || null)}`, `Only ${name(actor || null)}`)} ×</Button>}
          <Select
            style={{ width: 220 }}
            aria-label={t('在哪里', 'Where')}
            showSearch={{ optionFilterProp: 'label' }}
            value={areaId}
            options={[...administered, ...communities].map((area) => ({ value: area.id, label: area.name }))}
            onChange={(value) => put({ area: value })}
          />
        </div>
      }
    >
      <List
        pages={pages}
        empty={t('还没有记录。', 'Nothing yet.')}
        width={1000}
        columns={[
          { title: t('时间', 'When'), width: 150, render: (_, one) => moment(one.at) },
          { title: t('谁', 'Who'), width: 120, render: (_, one) => (one.actor ? <Choose to={{ actor: one.actor!.id }}>{name(one.actor)}</Choose> : t('系统', 'the program')) },
          { title: t('做了什么', 'Act'), width: 190, render: (_, one) => <span title={one.act}>{act(one.act)}</span> },
          { title: t('结果', 'Ending'), width: 90, render: (_, one) => (one.ending === 'REFUSED' ? <Tag color="orange">{w('AuditEnding', one.ending)}</Tag> : w('AuditEnding', one.ending)) },
          { title: t('哪里', 'Where'), width: 130, render: (_, one) => one.area?.name ?? '—' },
          { title: t('对象', 'Target'), dataIndex: 'target', ellipsis: true, render: (target: string | null) => target && kindOf(target) },
          { title: t('请求号', 'Request'), dataIndex: 'requestId', ellipsis: true },
          { title: t('可信', 'Genuine'), width: 90, render: (_, one) => (one.genuine ? '✓' : <Tag color="red">{t('被改动', 'altered')}</Tag>) },
        ]}
      />
    </Page>
  );
}
