import { useLayoutEffect, useRef, useState } from 'react';
import type { ScreenBoardSubscription } from '@/gql/graphql';
import { day, dot, t, w } from '@/words';
import { useTurns } from './hall';

type Notice = ScreenBoardSubscription['boardChanged']['notices'][number];

/** One notice in large, page by page; what else hangs there beside it. */
export function Board({ notices }: { notices: Notice[] }) {
  const hanging = notices.filter((one) => one.withdrawnAt === null && one.text);
  const [shown, setShown] = useState(0);
  const at = shown < hanging.length ? shown : 0;
  const notice = hanging[at];
  if (!notice) return <p className="hall-empty">{t('现在没有公告', 'No notices now')}</p>;
  return (
    <div className="hall-board">
      <One key={notice.id} notice={notice} over={() => setShown((at + 1) % hanging.length)} />
      {hanging.length > 1 && (
        <ol className="hall-others">
          {around(hanging, at).map((one) => (
            <li key={one.id} aria-current={one.id === notice.id || undefined}>
              {one.title}
              <small>{day(one.publishedAt)}</small>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

const BESIDE = 6;
/** So many titles as fit, with the one that is shown among them. */
function around(all: Notice[], at: number): Notice[] {
  const begin = Math.max(0, Math.min(at - 2, all.length - BESIDE));
  return all.slice(begin, begin + BESIDE);
}

const SECONDS = 14;

function One({ notice, over }: { notice: Notice; over(): void }) {
  const text = useRef<HTMLDivElement>(null);
  const [pages, setPages] = useState(1);
  // The text flows into columns as wide as its place: each is a page.
  useLayoutEffect(() => {
    const element = text.current;
    if (!element) return;
    const count = () => setPages(Math.max(1, Math.round(element.scrollWidth / element.clientWidth)));
    count();
    const watch = new ResizeObserver(count);
    watch.observe(element);
    return () => watch.disconnect();
  }, [notice.text]);
  const turn = useTurnsOnce(pages, over);
  useLayoutEffect(() => {
    const element = text.current;
    if (element) element.scrollLeft = turn * (element.clientWidth + parseFloat(getComputedStyle(element).columnGap || '0'));
  }, [turn, pages]);
  const photo = notice.photos[0];
  return (
    <article className="hall-notice">
      <h2>{notice.title}</h2>
      <p className="hall-soft">{dot([notice.area.name, w('NoticeCategory', notice.category), day(notice.publishedAt)])}</p>
      <div className="hall-text">
        <div ref={text} className="hall-pages">
          {notice.text}
        </div>
        {photo && <img src={photo.url} alt="" />}
      </div>
      {pages > 1 && (
        <p className="hall-soft">
          {turn + 1} / {pages}
        </p>
      )}
    </article>
  );
}

function useTurnsOnce(pages: number, over: () => void): number {
  const turn = useTurns(pages + 1, SECONDS);
  const done = useRef(over);
  done.current = over;
  useLayoutEffect(() => {
    if (turn === pages) done.current();
  }, [turn, pages]);
  return Math.min(turn, pages - 1);
}
