import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { dayOf } from 'shared/time';
import { api } from '@/api';
import { ComingUpDocument } from '@/gql/graphql';
import { pages } from '@/pages';
import { Fault, Page } from '@/patterns/Page';
import { link } from '@/route';
import { useCommunityId } from '@/viewer';
import { longest, useWaiting } from '@/waiting';
import { dot, say, since, span, t } from '@/words';

/** How many shifts of later days are shown, where today has few. */
const FEW = 5;

/** What waits, and what is coming today: the desk when nothing is urgent. */
export default function Today() {
  const communityId = useCommunityId();
  const { waits } = useWaiting();
  const coming = useQuery({ queryKey: ['comingUp', communityId], queryFn: async () => (await api.ask(ComingUpDocument, { communityId })).activities.edges.map(({ node }) => node) });
  const shifts = (coming.data ?? [])
    .filter(({ cancelledAt }) => !cancelledAt)
    .flatMap((activity) => activity.shifts.filter(({ cancelled, endsAt }) => !cancelled && Date.parse(endsAt) > Date.now()).map((shift) => ({ ...shift, activity })))
    .sort((one, other) => one.startsAt.localeCompare(other.startsAt));
  const today = shifts.filter(({ startsAt }) => dayOf(Date.parse(startsAt)) <= dayOf(Date.now()));
  const later = shifts.slice(today.length, today.length + FEW);
  const line = ({ id, startsAt, endsAt, taken, capacity, waiting, activity }: (typeof shifts)[number]) => (
    <li key={id}>
      <a href={link('/activities', { shift: id })}>{activity.title}</a>{' '}
      <span className="soft">{dot([span(startsAt, endsAt), activity.place, t(`${taken}/${capacity}人`, `${taken} of ${capacity}`), waiting > 0 && t(`${waiting}人排队`, `${waiting} in line`)])}</span>
    </li>
  );
  return (
    <Page title={t('今天', 'Today')}>
      <div className="stack" style={{ maxWidth: 760 }}>
        <div className="paper">
          <h2>{t('等待处理', 'What waits')}</h2>
          {!longest(waits) && <p>{t('都处理完了。有新的会在左边亮起数字。', 'All done. A number at the left tells when something comes in.')}</p>}
          <ul className="lines">
            {waits.map(({ path, waiting, oldestAt }) => (
              <li key={path}>
                <a href={link(path)}>{say(pages.find((page) => page.path === path)!.name)}</a>{' '}
                <span className="soft">{path === '/counter' ? t(`${waiting}件等人来领`, `${waiting} to be fetched`) : t(`${waiting}件，最早${since(oldestAt)}`, `${waiting}, the first ${since(oldestAt)}`)}</span>
              </li>
            ))}
          </ul>
        </div>
        <div className="paper">
          <h2>{t('今天的活动', 'On today')}</h2>
          {coming.error ? (
            <Fault fault={coming.error} again={() => void coming.refetch()} />
          ) : coming.isPending ? (
            <Skeleton active paragraph={{ rows: 3 }} />
          ) : (
            <>
              {today.length === 0 ? <p className="soft">{t('今天没有活动。', 'Nothing is on today.')}</p> : <ul className="lines">{today.map(line)}</ul>}
              {later.length > 0 && <h3 style={{ marginTop: 12 }}>{t('接下来', 'Next')}</h3>}
              <ul className="lines">{later.map(line)}</ul>
            </>
          )}
        </div>
      </div>
    </Page>
  );
}
