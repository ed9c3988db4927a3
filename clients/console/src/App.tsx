// Which of the three faces a person sees: the login, the second factor, or the desk.

import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Skeleton } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Failed } from 'shared/failure';
import { api, onLogin, whyEnded } from '@/api';
import { Frame } from '@/frame/Frame';
import { LogInDocument } from '@/gql/graphql';
import { useCommunities, useViewerQuery, CommunitiesContext, ViewerContext, type Viewer } from '@/viewer';
import { t } from '@/words';

const Login = lazy(() => import('@/pages/login/Login'));
const SecondFactor = lazy(() => import('@/pages/login/SecondFactor'));

/** `#demo=code`: exchanged at once, and taken out of the address before anything else happens. */
let demo = /^#demo=(.+)$/.exec(location.hash)?.[1] ?? null;
if (demo) history.replaceState(null, '', `${location.pathname}#/`);

export function App() {
  const [loggedIn, setLoggedIn] = useState(api.session.tokens !== null);
  const [ended, setEnded] = useState<ReturnType<typeof whyEnded> | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const [entering, setEntering] = useState(demo !== null);
  const [tooOld, setTooOld] = useState(false);
  const client = useQueryClient();
  useEffect(
    () =>
      onLogin((now) => {
        setLoggedIn(now);
        // Whoever logs in next on this computer sees nothing of the one before.
        client.clear();
        setEnded(now || leaving ? null : whyEnded());
        leaving = false;
      }),
    [client],
  );
  useEffect(() => {
    const listen = () => setTooOld(true);
    addEventListener('linli:too-old', listen);
    return () => removeEventListener('linli:too-old', listen);
  }, []);
  useEffect(() => {
    if (!demo) return;
    const code = demo;
    demo = null;
    api
      .do(LogInDocument, { input: { code, device: device() } })
      .then((login) => api.session.begin(login))
      .catch((failure: Error) => setTold(failure.message))
      .finally(() => setEntering(false));
  }, []);
  if (tooOld)
    return (
      <div className="middle">
        <h1>{t('工作台有新版本', 'There is a newer console')}</h1>
        <Button type="primary" size="large" onClick={() => location.reload()}>
          {t('刷新页面', 'Reload')}
        </Button>
      </div>
    );
  if (entering) return <Waiting />;
  if (!loggedIn)
    return (
      <Suspense fallback={<Waiting />}>
        <Login
          told={
            told ??
            (ended
              ? why(ended)
              : null)
          }
        />
      </Suspense>
    );
  return <Inside />;
}

function why(ended: ReturnType<typeof whyEnded>): string {
  const back = t('登录后回到刚才的页面。', 'After logging in you are back where you were.');
  if (ended === 'quiet') return t(`有一阵没操作，已自动退出，这样更安全。${back}`, `It was quiet for a while, so you were logged out. ${back}`);
  if (ended === 'old') return t(`登录满12小时，已自动退出，这样更安全。${back}`, `A login lasts twelve hours at most, so you were logged out. ${back}`);
  return t(`这次登录在别处被结束了，已自动退出。${back}`, `This login was ended elsewhere, so you were logged out. ${back}`);
}

function Inside() {
  const viewer = useViewerQuery(true);
  if (viewer.data) return <Desk viewer={viewer.data} />;
  if (!viewer.isError) return <Waiting />;
  const offline = viewer.error instanceof Failed && viewer.error.passing;
  return (
    <div className="middle">
      <Alert type="warning" title={viewer.error.message} />
      <Button type="primary" onClick={() => viewer.refetch()}>
        {t('再试一次', 'Try again')}
      </Button>
      {!offline && <Button onClick={() => api.session.end()}>{t('重新登录', 'Log in again')}</Button>}
    </div>
  );
}

function Desk({ viewer }: { viewer: Viewer }) {
  const [later, setLater] = useState(false);
  const communities = useCommunities(viewer);
  const asks = viewer.secondFactor === 'CODE_NEEDED' || viewer.secondFactor === 'NOT_ENROLLED';
  if (asks && !later)
    return (
      <Suspense fallback={<Waiting />}>
        <SecondFactor viewer={viewer} later={() => setLater(true)} />
      </Suspense>
    );
  if (communities.isPending) return <Waiting />;
  return (
    <ViewerContext.Provider value={viewer}>
      <CommunitiesContext.Provider value={communities.data ?? []}>
        <Frame />
      </CommunitiesContext.Provider>
    </ViewerContext.Provider>
  );
}

export const Waiting = () => (
  <div className="middle" aria-busy="true">
    <Skeleton active paragraph={{ rows: 4 }} />
  </div>
);

let leaving = false;
/** By the person's own wish, so that nothing is explained to them. */
export function leave(): void {
  leaving = true;
  api.session.end();
}

export function device(): string {
  const browser = /(Edg|Firefox|Chrome|Safari)/.exec(navigator.userAgent)?.[1] ?? '';
  return `${t('工作台', 'Console')} ${browser === 'Edg' ? 'Edge' : browser}`.trim();
}
