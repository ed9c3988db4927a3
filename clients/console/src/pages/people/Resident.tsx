import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Modal, Popconfirm, Select, Skeleton, Table, Tag } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { AwardPointsDocument, BlockMemberDocument, DecideProposalDocument, DeedRulesDocument, EnterHoursDocument, MemberHoursDocument, UnblockMemberDocument, VoidHoursDocument, type MemberHoursQuery } from '@/gql/graphql';
import { Fault } from '@/patterns/Page';
import { useAct } from '@/patterns/useAct';
import { useCommunityId, useViewer } from '@/viewer';
import { day, minutes, t, w } from '@/words';
import { GrantForm } from '../roles/GrantForm';
import { givenBy } from '../roles/ranks';

type Entry = MemberHoursQuery['memberHours']['entries']['edges'][number]['node'];
type Doing = { what: 'block' } | { what: 'award' } | { what: 'void' | 'enter'; entry: Entry };

/** What staff may do for a person, and the hours that stand behind their star. */
export function Resident({ id, name, blocked }: { id: string; name: string; blocked: boolean }) {
  const communityId = useCommunityId();
  const { run, busy } = useAct();
  const gives = givenBy(useViewer()).length > 0;
  const [granting, setGranting] = useState(false);
  const [doing, setDoing] = useState<Doing | null>(null);
  const hours = useInfiniteQuery({
    queryKey: ['memberHours', id],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam: after }) => (await api.ask(MemberHoursDocument, { memberId: id, after })).memberHours,
    getNextPageParam: ({ entries: { pageInfo } }) => (pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null),
  });
  const account = hours.data?.pages[0];
  const entries = hours.data?.pages.flatMap((page) => page.entries.edges.map(({ node }) => node)) ?? [];
  const rules = useQuery({ queryKey: ['deedRules', communityId], queryFn: async () => (await api.ask(DeedRulesDocument, { communityId })).moralBank.rules.filter((rule) => rule.behaviour === 'DEED' && rule.deed) });
  const stale = ['memberHours', 'blocked', 'proposals'];
  /** At once, or once a second person agrees; until then it can be taken back. */
  const told = (done: { __typename: string; id?: string }) =>
    done.__typename !== 'Proposal'
      ? { done: t('已办好，本人会收到消息', 'Done; they are told'), stale }
      : {
          done: t('已提交，等另一位同事复核', 'It waits for a second person'),
          stale,
          undo: {
            act: () => api.act(DecideProposalDocument, `decideProposal:${done.id}`, { proposalId: done.id!, carryOut: false, reason: t('填错了', 'A mistake') }),
            done: t('已收回', 'Taken back'),
          },
        };
  const act = async (input: { reason: string; minutes?: number; deed?: string }) => {
    if (!doing) return;
    const { reason } = input;
    const done =
      doing.what === 'block'
        ? await run(() => api.act(BlockMemberDocument, `block:${id}`, { memberId: id, reason }), { done: t('已停用', 'Blocked'), stale })
        : doing.what === 'award'
          ? await run(() => api.act(AwardPointsDocument, `award:${id}`, { memberId: id, deed: input.deed!, note: reason }), told)
          : doing.what === 'void'
            ? await run(() => api.act(VoidHoursDocument, `void:${doing.entry.id}`, { hoursId: doing.entry.id, reason }), told)
            : await run(() => api.act(EnterHoursDocument, `enter:${doing.entry.id}`, { replacesId: doing.entry.id, minutes: input.minutes!, reason }), told);
    if (done) setDoing(null);
  };
  const replaced = new Set(entries.map((entry) => entry.replacesId));
  const titles = { block: t('停用这个账号', 'Block'), award: t('奖励积分', 'Award points'), void: t('作废这条时长', 'Void these hours'), enter: t('重新记时长', 'Enter again') };
  return (
    <div className="stack">
      <div className="row spread">
        <h1>{name || t('未填姓名', 'No name yet')} {blocked && <Tag color="orange">{t('已停用', 'Blocked')}</Tag>}</h1>
        <div className="row">
          <Button onClick={() => setDoing({ what: 'award' })} disabled={!rules.data?.length}>{t('奖励积分', 'Award points')}</Button>
          {gives && !blocked && <Button onClick={() => setGranting(true)}>{t('授予角色', 'Give a role')}</Button>}
          {blocked ? (
            <Popconfirm title={t('恢复后可以马上登录。以前的角色和认领不会回来。', 'They can log in at once. Their roles and claims do not come back.')} okText={t('恢复', 'Unblock')} cancelText={t('返回', 'Back')} onConfirm={() => run(() => api.act(UnblockMemberDocument, `unblock:${id}`, { memberId: id }), { done: t('已恢复', 'Unblocked'), stale })}>
              <Button loading={busy}>{t('恢复账号', 'Unblock')}</Button>
            </Popconfirm>
          ) : (
            <Button danger onClick={() => setDoing({ what: 'block' })}>{t('停用', 'Block')}</Button>
          )}
        </div>
      </div>
      {hours.error && <Fault fault={hours.error} again={() => void hours.refetch()} />}
      {hours.isPending && <Skeleton active />}
      {account && (
        <>
          <p>{t(`共服务 ${minutes(account.totalMinutes)}，${account.star}星`, `${minutes(account.totalMinutes)} in all, ${account.star} stars`)}</p>
          <Table
            size="small"
            rowKey="id"
            pagination={false}
            locale={{ emptyText: t('还没有服务时长。', 'No hours yet.') }}
            dataSource={entries}
            columns={[
              { title: t('活动', 'Activity'), dataIndex: 'activityTitle' },
              { title: t('哪天', 'Day'), width: 110, render: (_, entry) => day(entry.day) },
              { title: t('时长', 'Time'), width: 120, render: (_, entry) => (entry.voidedAt ? <del title={entry.voidReason ?? undefined}>{minutes(entry.minutes)}</del> : minutes(entry.minutes)) },
              { title: t('怎么记的', 'How'), width: 90, render: (_, entry) => w('HoursHow', entry.how) },
              { title: t('操作', 'Do'), width: 110, render: (_, entry) => (entry.voidedAt ? !replaced.has(entry.id) && <Button size="small" onClick={() => setDoing({ what: 'enter', entry })}>{t('重新记', 'Enter again')}</Button> : <Button size="small" danger onClick={() => setDoing({ what: 'void', entry })}>{t('作废', 'Void')}</Button>) },
            ]}
          />
          {hours.hasNextPage && (
            <div>
              <Button loading={hours.isFetchingNextPage} onClick={() => void hours.fetchNextPage()}>{t('再看一些', 'More')}</Button>
            </div>
          )}
        </>
      )}
      <GrantForm open={granting} close={() => setGranting(false)} member={{ id, shownName: name }} />
      <Modal open={doing !== null} title={doing && titles[doing.what]} footer={null} destroyOnHidden onCancel={() => setDoing(null)}>
        <Form layout="vertical" onFinish={(input) => void act(input)} initialValues={doing?.what === 'enter' ? { minutes: doing.entry.minutes } : {}}>
          {doing?.what === 'award' && (
            <Form.Item name="deed" label={t('什么好事', 'Which deed')} rules={[{ required: true }]}>
              <Select options={rules.data?.map((rule) => ({ value: rule.deed!, label: t(`${rule.deed}（${rule.points}分）`, `${rule.deed} (${rule.points})`) }))} />
            </Form.Item>
          )}
          {doing?.what === 'enter' && (
            <Form.Item name="minutes" label={t('多少分钟', 'Minutes')} rules={[{ required: true }]}><InputNumber min={1} max={480} /></Form.Item>
          )}
          <Form.Item name="reason" label={t('原因，本人会看到', 'Why; the person will read it')} rules={[{ required: true, whitespace: true }]}>
            <Input.TextArea rows={3} maxLength={200} />
          </Form.Item>
          <Button type="primary" danger={doing?.what === 'block' || doing?.what === 'void'} htmlType="submit" loading={busy}>{doing && titles[doing.what]}</Button>
        </Form>
      </Modal>
    </div>
  );
}
