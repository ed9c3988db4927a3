import { Button, Table } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { PastPointRulesDocument } from '@/gql/graphql';
import { Fault } from '@/patterns/Page';
import { usePages } from '@/patterns/usePages';
import { useCommunityId } from '@/viewer';
import { dot, moment, t, w } from '@/words';

/** What counted before: whoever asks about old points finds the rule of that day. */
export function PastRules() {
  const [shown, setShown] = useState(false);
  return shown ? <Earlier /> : <Button size="small" onClick={() => setShown(true)}>{t('以前的版本', 'Earlier versions')}</Button>;
}

function Earlier() {
  const communityId = useCommunityId();
  const pages = usePages(['pastRules', communityId], async (after) => (await api.ask(PastPointRulesDocument, { communityId, after })).moralBank.pastRules);
  if (pages.fault) return <Fault fault={pages.fault} again={pages.again} />;
  return (
    <>
      <h3>{t('以前的版本', 'Earlier versions')}</h3>
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        loading={pages.loading}
        dataSource={pages.rows}
        locale={{ emptyText: t('规则还没有改过。', 'No rule has been changed yet.') }}
        columns={[
          { title: t('做什么', 'For what'), render: (_, rule) => rule.deed ?? w('Behaviour', rule.behaviour) },
          { title: t('积分', 'Points'), align: 'right', width: 90, render: (_, rule) => (rule.points === 0 ? t('不计', 'none') : rule.points) },
          { title: t('上限', 'At most'), width: 200, render: (_, rule) => dot([!!rule.dayCap && t(`每天${rule.dayCap}`, `${rule.dayCap} a day`), !!rule.monthCap && t(`每月${rule.monthCap}`, `${rule.monthCap} a month`)]) || t('不限', 'no limit') },
          { title: t('当时自', 'Counted from'), width: 240, render: (_, rule) => moment(rule.validFrom) },
          { title: t('第几版', 'Version'), dataIndex: 'version', align: 'right', width: 90 },
        ]}
      />
      {pages.more && <Button size="small" loading={pages.loadingMore} onClick={pages.more}>{t('再看一些', 'More')}</Button>}
    </>
  );
}
