import { useEffect, useState } from 'react';
import { clock } from 'shared/time';
import { ScreenBoardDocument, ScreenCodesDocument, ScreenWishesDocument, type ScreenBoardSubscription, type ScreenCodesSubscription, type ScreenWishesSubscription } from '@/gql/graphql';
import type { Listens } from '@/socket';
import { t, w } from '@/words';
import { Board } from './Board';
import { Codes } from './Codes';
import { useAwake, useLight, useNow } from './hall';
import * as kept from './key';
import { stay } from './live';
import { Pair } from './Pair';
import { Wishes } from './Wishes';

const documents: Record<kept.Purpose, { toString(): string }> = { BOARD: ScreenBoardDocument, OPEN_WISHES: ScreenWishesDocument, CHECK_IN_CODES: ScreenCodesDocument };

/** A screen of a hall: paired once, and from then on by itself. */
export function Screen() {
  const [key, setKey] = useState(kept.key);
  const [told, setTold] = useState<string | null>(null);
  useAwake();
  const light = useLight();
  return (
    <div className="hall">
      {key ? (
        <Shown
          key={key}
          by={key}
          ended={(message) => {
            kept.forget();
            setTold(message);
            setKey(null);
          }}
        />
      ) : (
        <Pair
          told={told}
          paired={(given) => {
            kept.keep(given);
            setTold(null);
            setKey(given);
          }}
        />
      )}
      <button type="button" className="hall-light" onClick={light} aria-label={t('换明暗', 'Light or dark')}>
        ◐
      </button>
    </div>
  );
}

type What = ScreenBoardSubscription | ScreenWishesSubscription | ScreenCodesSubscription;

function Shown({ by, ended }: { by: string; ended(message: string): void }) {
  const [screen, setScreen] = useState(kept.known);
  const [what, setWhat] = useState<{ data: What; at: number } | null>(null);
  const [lost, setLost] = useState<number | null>(null);
  useEffect(
    () =>
      stay(by, {
        entered(now): Listens | null {
          kept.know(now);
          setScreen(now);
          const document = documents[now.purpose];
          return document ? { document, variables: { communityId: now.community.id } } : null;
        },
        next(data) {
          setWhat({ data: data as What, at: Date.now() });
          setLost(null);
        },
        lost: () => setLost((since) => since ?? Date.now()),
        ended,
      }),
    [by],
  );
  return (
    <>
      <Head title={screen ? w('ScreenPurpose', screen.purpose) : ''} community={screen?.community.name ?? ''} />
      <main className="hall-main" aria-live="off">
        {!what ? (
          <p className="hall-empty">{lost ? t('正在等网络，连上后自动显示', 'Waiting for the network; it goes on by itself') : t('马上就好…', 'One moment…')}</p>
        ) : 'boardChanged' in what.data ? (
          <Board notices={what.data.boardChanged.notices} />
        ) : 'openWishesChanged' in what.data ? (
          <Wishes wishes={what.data.openWishesChanged.wishes} />
        ) : (
          <Codes shifts={what.data.checkInCodesOfToday.shifts} at={what.at} />
        )}
      </main>
      <footer className="hall-foot">
        <span>{screen?.name}</span>
        {lost !== null && what && <span role="status">{t(`${clock(new Date(lost).toISOString())} 起没有连上，正在重试`, `Not connected since ${clock(new Date(lost).toISOString())}; trying again`)}</span>}
      </footer>
    </>
  );
}

function Head({ title, community }: { title: string; community: string }) {
  const now = useNow(1_000);
  const at = new Date(now).toISOString();
  return (
    <header className="hall-head">
      <h1>{title}</h1>
      <span>{community}</span>
      <time dateTime={at}>
        <small>{today(now)}</small> {clock(at)}
      </time>
    </header>
  );
}

const today = (now: number) =>
  new Intl.DateTimeFormat(t('zh-CN', 'en-GB'), { timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', weekday: 'long' }).format(now);
