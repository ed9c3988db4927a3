import { useQuery } from '@tanstack/react-query';
import { Drawer, Select, Skeleton, Tag, Timeline } from 'antd';
import { api } from '@/api';
import { CommunityWishesDocument, MakeWishesSpreadsheetDocument, OneWishDocument, OpenWishesDocument, type Urgency, type WishCategory, type WishKind, type WishState } from '@/gql/graphql';
import { Choose } from '@/patterns/Choose';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { Photos } from '@/patterns/Photos';
import { Sheet } from '@/patterns/Sheet';
import { usePages } from '@/patterns/usePages';
import { put, useParam } from '@/route';
import { useCommunityId, useViewer } from '@/viewer';
import { day, dot, moment, options, since, t, w } from '@/words';
import { WishText } from './WishText';

/** The wishes of a community by where they stand; what became of one stands in its timeline. */
export default function Wishes() {
  const communityId = useCommunityId();
  const kind = useParam('kind') as WishKind | null;
  const category = useParam('category') as WishCategory | null;
  const urgency = useParam('urgency') as Urgency | null;
  const item = useParam('item');
  const filter = { kind, category, urgency };
  // The other states are for those who administer the community; the filters are the feed's.
  const staff = useViewer().abilities.includes('REVIEW_WISHES');
  const asked = useParam('state');
  // A link of another release may name a state that is none here.
  const state = (staff && options<WishState>('WishState').find(({ value }) => value === asked)?.value) || 'OPEN';
  const pages = usePages(['wishes', communityId, state, filter], async (after) =>
    state === 'OPEN' ? (await api.ask(OpenWishesDocument, { communityId, filter, after })).wishes : (await api.ask(CommunityWishesDocument, { communityId, state, after })).communityWishes,
  );
  return (
    <Page
      title={state === 'OPEN' ? t('等人认领的心愿', 'Open wishes') : t('微心愿', 'Wishes')}
      tools={
        <div className="row" data-filter>
          {staff && <Select aria-label={t('到哪一步', 'State')} style={{ width: 130 }} value={state} options={options<WishState>('WishState')} onChange={(value) => put({ state: value === 'OPEN' ? null : value, item: null })} />}
          {state === 'OPEN' && (
            <>
              <Select allowClear placeholder={t('种类', 'Kind')} aria-label={t('种类', 'Kind')} style={{ width: 120 }} value={kind} options={options<WishKind>('WishKind')} onChange={(value) => put({ kind: value })} />
              <Select allowClear placeholder={t('为谁', 'For whom')} aria-label={t('为谁', 'For whom')} style={{ width: 120 }} value={category} options={options<WishCategory>('WishCategory')} onChange={(value) => put({ category: value })} />
              <Select allowClear placeholder={t('急不急', 'Urgency')} aria-label={t('急不急', 'Urgency')} style={{ width: 110 }} value={urgency} options={options<Urgency>('Urgency')} onChange={(value) => put({ urgency: value })} />
            </>
          )}
          <Sheet label={t('下载全部心愿', 'All wishes as a spreadsheet')} make={() => api.act(MakeWishesSpreadsheetDocument, `wishes:${communityId}`, { communityId })} />
        </div>
      }
    >
      <List
        pages={pages}
        empty={state === 'OPEN' ? t('没有等人认领的心愿。', 'No open wishes.') : t('没有这样的心愿。', 'No such wishes.')}
        open={(wish) => put({ item: wish.id })}
        columns={[
          { title: t('心愿', 'Wish'), dataIndex: 'title', ellipsis: true, render: (title: string, wish) => <Choose to={{ item: wish.id }}>{title}</Choose> },
          { title: t('种类', 'Kind'), width: 160, render: (_, wish) => dot([w('WishKind', wish.kind), w('WishCategory', wish.category)]) },
          { title: t('谁', 'Who'), width: 100, render: (_, wish) => wish.author.shownName },
          { title: t('网格', 'Grid'), width: 120, render: (_, wish) => wish.grid?.name ?? '—' },
          { title: t('急', 'Urgent'), width: 70, render: (_, wish) => wish.urgency === 'URGENT' && <Tag color="red">{w('Urgency', 'URGENT')}</Tag> },
          { title: t('开放', 'Open since'), width: 110, render: (_, wish) => since(wish.openedAt ?? wish.postedAt) },
          { title: t('需要在', 'Needed by'), width: 110, render: (_, wish) => (wish.neededBy ? day(wish.neededBy) : '—') },
          { title: t('退回次数', 'Given back'), width: 90, align: 'right', dataIndex: 'releaseCount' },
        ]}
      />
      <Drawer size={560} open={item !== null} onClose={() => put({ item: null })} title={t('心愿', 'Wish')}>
        {item && <WishDetail id={item} />}
      </Drawer>
    </Page>
  );
}

function WishDetail({ id }: { id: string }) {
  const { data, error } = useQuery({ queryKey: ['wish', id], queryFn: async () => (await api.ask(OneWishDocument, { id })).node });
  if (error) return <p>{error.message}</p>;
  if (data === undefined) return <Skeleton active />;
  if (data?.__typename !== 'Wish') return <p>{t('这个心愿已经看不到了。', 'This wish can no longer be seen.')}</p>;
  return (
    <div className="stack">
      <WishText wish={data} />
      {data.claim && (
        <p>
          {t('认领人', 'Claimed by')} {dot([data.claim.claimer.shownName, data.claim.unit?.name, w('ClaimState', data.claim.state), data.claim.state === 'HELD' && t(`期限 ${moment(data.claim.dueAt)}`, `due ${moment(data.claim.dueAt)}`)])}
        </p>
      )}
      {data.claim && <Photos photos={data.claim.photos} />}
      <Timeline
        items={data.timeline.map((step) => ({
          content: (
            <>
              <b>{w('WishStepKind', step.kind)}</b> <span className="soft">{dot([step.actor?.shownName, moment(step.at), step.rating ? '★'.repeat(step.rating) : null])}</span>
              {step.text && <p className="pre">{step.text}</p>}
            </>
          ),
        }))}
      />
    </div>
  );
}
