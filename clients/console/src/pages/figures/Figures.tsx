import { useQuery } from '@tanstack/react-query';
import { Segmented, Skeleton } from 'antd';
import { api } from '@/api';
import { ByWeekDocument, type ByWeekQuery } from '@/gql/graphql';
import { Fault, Page } from '@/patterns/Page';
import { Legend, Weeks } from '@/patterns/Weeks';
import { link, put, useParam } from '@/route';
import { useCommunityId } from '@/viewer';
import { t, w } from '@/words';

type WeekOfWishes = ByWeekQuery['wishesByWeek'][number];

/** From the ground up: what is done carries what is not. */
const STATES = [
  ['CONFIRMED', 'confirmed', 'var(--good)'],
  ['FULFILLED', 'fulfilled', 'var(--good-soft)'],
  ['CLAIMED', 'claimed', 'var(--second)'],
  ['OPEN', 'open', 'var(--wait)'],
  ['PENDING_REVIEW', 'pendingReview', 'var(--accent)'],
  ['REJECTED', 'rejected', 'var(--soft)'],
  ['WITHDRAWN', 'withdrawn', 'var(--faint)'],
] as const satisfies [string, keyof WeekOfWishes, string][];

const SPANS = [12, 26, 52];

/** How a community goes, week by week. The goods and the points stand with the bank. */
export default function Figures() {
  const communityId = useCommunityId();
  const asked = Number(useParam('weeks'));
  const weeks = SPANS.includes(asked) ? asked : SPANS[0]!;
  const query = useQuery({ queryKey: ['byWeek', communityId, weeks], placeholderData: (before) => before, queryFn: () => api.ask(ByWeekDocument, { communityId, weeks }) });
  const tools = (
    <span data-filter>
      <Segmented aria-label={t('看多久', 'How long')} value={weeks} options={SPANS.map((value) => ({ value, label: t(`${value}周`, `${value} weeks`) }))} onChange={(value) => put({ weeks: String(value) })} />
    </span>
  );
  return (
    <Page title={t('每周数字', 'Week by week')} tools={tools}>
      {query.error ? <Fault fault={query.error} again={() => void query.refetch()} /> : query.isPending ? <Skeleton active /> : <Charts of={query.data} />}
    </Page>
  );
}

function Charts({ of: { wishesByWeek: wishes, hoursByWeek: hours } }: { of: ByWeekQuery }) {
  const names = STATES.map(([state, , color]) => ({ name: w('WishState', state), color }));
  const posted = wishes.reduce((sum, week) => sum + week.posted, 0);
  const minutes = hours.reduce((sum, week) => sum + week.minutes, 0);
  const inHours = (count: number) => Math.round(count / 60);
  return (
    <div className="stack">
      <section className="paper stack">
        <h2>{t('每周发的心愿，现在到了哪一步', 'Wishes by the week they were posted, and where they stand now')}</h2>
        {posted === 0 ? (
          <p className="soft">{t('这段时间没有人发心愿。', 'Nobody posted a wish in these weeks.')}</p>
        ) : (
          <Legend
            parts={STATES.map(([state, field, color], index) => ({
              name: names[index]!.name,
              color,
              value: wishes.reduce((sum, week) => sum + week[field], 0),
              href: state === 'PENDING_REVIEW' ? link('/wishes/review') : link('/wishes', { state: state === 'OPEN' ? null : state }),
            }))}
          />
        )}
        <Weeks title={t('每周的心愿', 'Wishes by week')} names={names} weeks={wishes.map((week) => ({ from: week.from, parts: STATES.map(([, field]) => week[field]) }))} />
      </section>
      <section className="paper stack">
        <h2>{t('每周的志愿服务', 'Hours served by week')}</h2>
        {minutes === 0 ? (
          <p className="soft">{t('这段时间没有记下服务时长。', 'No hours were granted in these weeks.')}</p>
        ) : (
          <Legend parts={[{ name: t('小时', 'Hours'), value: inHours(minutes), color: 'var(--second)', href: link('/activities', { past: '1' }) }]} />
        )}
        <Weeks
          title={t('每周的志愿服务小时', 'Hours served by week')}
          names={[{ name: t('小时', 'Hours'), color: 'var(--second)' }]}
          more={[t('人数', 'People')]}
          weeks={hours.map((week) => ({ from: week.from, parts: [inHours(week.minutes)], more: [week.people] }))}
        />
      </section>
      <p className="soft">
        <a href={link('/bank')}>{t('库存和积分收支在“道德银行”', 'Stock and points stand with the bank')}</a>
      </p>
    </div>
  );
}
