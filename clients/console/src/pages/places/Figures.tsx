import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { api } from '@/api';
import { CommunityFiguresDocument } from '@/gql/graphql';
import { link } from '@/route';
import { since, t } from '@/words';

/** What waits in a community and since when; each figure leads to where it is worked on. */
export function Waiting({ id }: { id: string }) {
  const { data } = useFigures(id);
  if (!data) return <span className="soft">…</span>;
  const mine = data.queues.filter(({ kind }) => kind !== 'PROPOSALS');
  const waiting = mine.reduce((sum, queue) => sum + queue.waiting, 0);
  const oldest = mine.flatMap(({ oldestAt }) => oldestAt ?? []).sort()[0];
  if (!oldest) return <span className="soft">{t('没有', 'nothing')}</span>;
  return <a href={link('/wishes/review', { c: id })}>{t(`${waiting}件，最早${since(oldest)}`, `${waiting}, the first ${since(oldest)}`)}</a>;
}

export function Points({ id }: { id: string }) {
  const { data } = useFigures(id);
  if (!data) return <span className="soft">…</span>;
  const { issued, withMembers, addsUp } = data.moralBank.balanceSheet;
  return (
    <>
      <a href={link('/bank', { c: id })}>{t(`${issued}，在手里${withMembers}`, `${issued}, ${withMembers} with members`)}</a> {!addsUp && <Tag color="red">{t('不平', 'does not add up')}</Tag>}
    </>
  );
}

const useFigures = (id: string) => useQuery({ queryKey: ['communityFigures', id], queryFn: () => api.ask(CommunityFiguresDocument, { id }) });
