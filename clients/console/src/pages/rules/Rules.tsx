import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton, Table, Tag } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { PointRulesDocument, type PointRuleLineFragment } from '@/gql/graphql';
import { Fault, Page } from '@/patterns/Page';
import { useCommunityId } from '@/viewer';
import { dot, moment, t, w } from '@/words';
import { PastRules } from './PastRules';
import { PointRuleForm } from './PointRuleForm';
import { Stars } from './Stars';

/** What earns how many points in a community, and how many hours make a star. */
export default function Rules() {
  const communityId = useCommunityId();
  const [editing, setEditing] = useState<PointRuleLineFragment | 'new' | null>(null);
  const rules = useQuery({ queryKey: ['pointRules', communityId], queryFn: async () => (await api.ask(PointRulesDocument, { communityId })).moralBank.rules });
  const coming = (rule: PointRuleLineFragment) => Date.parse(rule.validFrom) > Date.now();
  return (
    <Page title={t('积分和星级规则', 'Rules of points and stars')} tools={<Button type="primary" onClick={() => setEditing('new')}>{t('新的规则', 'New rule')}</Button>}>
      <div className="stack">
        <div className="paper">
          <h2>{t('积分怎么来', 'How points come')}</h2>
          {rules.error ? (
            <Fault fault={rules.error} again={() => void rules.refetch()} />
          ) : rules.isPending ? (
            <Skeleton active />
          ) : (
            <Table
              size="small"
              rowKey="id"
              pagination={false}
              dataSource={rules.data}
              locale={{ emptyText: t('还没有规则，做好事还不计分。', 'No rules yet: nothing earns points.') }}
              columns={[
                { title: t('做什么', 'For what'), render: (_, rule) => <>{rule.deed ?? w('Behaviour', rule.behaviour)} {rule.deed && <span className="soft">{w('Behaviour', 'DEED')}</span>}</> },
                { title: t('积分', 'Points'), align: 'right', width: 90, render: (_, rule) => (rule.points === 0 ? t('不计', 'none') : rule.points) },
                { title: t('上限', 'At most'), width: 200, render: (_, rule) => dot([!!rule.dayCap && t(`每天${rule.dayCap}`, `${rule.dayCap} a day`), !!rule.monthCap && t(`每月${rule.monthCap}`, `${rule.monthCap} a month`)]) || t('不限', 'no limit') },
                { title: t('何时起算', 'Counts from'), width: 240, render: (_, rule) => <>{moment(rule.validFrom)} {coming(rule) && <Tag color="orange">{t('还没开始', 'not yet')}</Tag>}</> },
                { title: t('第几版', 'Version'), dataIndex: 'version', align: 'right', width: 90 },
                { title: t('修改', 'Change'), width: 90, render: (_, rule) => <Button size="small" onClick={() => setEditing(rule)}>{t('改', 'Change')}</Button> },
              ]}
            />
          )}
          <p className="soft" style={{ marginTop: 8 }}>{t('改规则就是写下一版。已经记下的积分不变。', 'A change is a next version. What is booked stays as it is.')}</p>
          <PastRules />
        </div>
        <Stars />
      </div>
      <PointRuleForm rule={editing} close={() => setEditing(null)} />
    </Page>
  );
}
