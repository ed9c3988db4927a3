import { Button, Empty, Modal, Select } from 'antd';
import { Suspense, useContext, useEffect, useState } from 'react';
import { leave, Waiting } from '@/App';
import { api } from '@/api';
import { LogOutDocument } from '@/gql/graphql';
import { pages } from '@/pages';
import { useKeys } from '@/patterns/keys';
import { go, link, open, put, usePlace } from '@/route';
import { CommunitiesContext, useCommunity, useViewer } from '@/viewer';
import { longest, useWaiting } from '@/waiting';
import { dot, say, since, t, w } from '@/words';
import { Preferences } from './Preferences';

/** The desk around every page: where one is, for which community, and what else there is. */
export function Frame() {
  const viewer = useViewer();
  const { path } = usePlace();
  const community = useCommunity();
  const communities = useContext(CommunitiesContext);
  const [keys, setKeys] = useState(false);
  const liaison = viewer.roles.some((held) => held.node.__typename === 'Unit');
  const offered = pages.filter(
    ({ needs, roles, of }) =>
      (!needs || viewer.abilities.includes(needs)) &&
      (!roles || viewer.roles.some((held) => roles.includes(held.role))) &&
      (of === 'all' || (of === 'unit' ? liaison : community !== null)),
  );
  const page = path === '/' ? undefined : (offered.find((one) => one.path === path) ?? offered[0]);
  useKeys({
    '?': () => setKeys((shown) => !shown),
    z: () => [...document.querySelectorAll<HTMLElement>('[data-undo]')].at(-1)?.click(),
    '/': () => document.querySelector<HTMLElement>('[data-filter] input, input[data-filter]')?.focus(),
  });
  const { waits, asking } = useWaiting();
  // Where the desk opens when the address names no page: on the queue that has waited longest.
  const opening = path === '/' && !asking ? (offered.find((one) => one.path === longest(waits)?.path) ?? offered[0])?.path : undefined;
  useEffect(() => {
    if (opening) open(opening);
  }, [opening]);
  const waiting = (of: string) => waits.find((one) => one.path === of);
  let group = '';
  return (
    <div className="frame">
      <aside className="side">
        <div className="brand">{t('邻里', 'Linli')}</div>
        <div className="switch">
          {communities.length > 1 ? (
            <Select
              style={{ width: '100%' }}
              aria-label={t('社区', 'Community')}
              showSearch={{ optionFilterProp: 'label' }}
              value={community?.id}
              options={communities.map(({ id, name, within }) => ({ value: id, label: dot([name, within]) }))}
              onChange={(id) => put({ c: id, item: null })}
            />
          ) : (
            <b>{community?.name}</b>
          )}
        </div>
        <nav aria-label={t('页面', 'Pages')}>
          {offered.map((one) => {
            const begins = say(one.group) !== group;
            group = say(one.group);
            return (
              <div key={one.path}>
                {begins && <h3>{group}</h3>}
                <a href={link(one.path)} aria-current={one.path === page?.path ? 'page' : undefined}>
                  {say(one.name)}
                  {waiting(one.path) && (
                    <b title={t(`最早的一件：${since(waiting(one.path)!.oldestAt)}`, `The first of them: ${since(waiting(one.path)!.oldestAt)}`)}>{waiting(one.path)!.waiting > 99 ? '99+' : waiting(one.path)!.waiting}</b>
                  )}
                  {one.path === '/inbox' && viewer.inboxUnreadCount > 0 && <b>{viewer.inboxUnreadCount > 99 ? '99+' : viewer.inboxUnreadCount}</b>}
                </a>
              </div>
            );
          })}
        </nav>
        <div className="who">
          <div className="row spread">
            <b>{viewer.shownName || t('未填姓名', 'No name yet')}</b>
            <Preferences />
          </div>
          <div className="soft">{dot(viewer.roles.map((held) => w('Role', held.role)))}</div>
          <div className="row">
            <Button size="small" type="link" style={{ padding: 0 }} onClick={() => setKeys(true)}>
              {t('快捷键 ?', 'Keys ?')}
            </Button>
            <Button size="small" type="link" onClick={() => void api.do(LogOutDocument, {}).catch(() => {}).finally(leave)}>
              {t('退出', 'Log out')}
            </Button>
          </div>
        </div>
      </aside>
      <main className="main">
        {!community && !liaison ? (
          <Empty style={{ marginTop: '20vh' }} description={t('您还没有负责的社区。社区的工作在这里办；请街道或社区的同事为您授予角色。', 'You answer for no community yet. Community work is done here; ask a colleague to give you a role.')} />
        ) : page ? (
          <Suspense fallback={<Waiting />} key={page.path + community?.id}>
            <page.page />
          </Suspense>
        ) : (
          <Waiting />
        )}
      </main>
      <Modal open={keys} onCancel={() => setKeys(false)} footer={null} title={t('快捷键', 'Keys')}>
        {(
          [
            ['j k ↓ ↑', t('下一条 / 上一条', 'next / previous')],
            ['Enter', t('打开；队列做完了，去下一个队列', 'open; from a queue that is done, on to the next')],
            ['a', t('通过', 'approve')],
            ['r', t('不通过，写原因', 'reject, with a reason')],
            ['z', t('撤销刚才的一步（提示里有“撤销”时）', 'undo, while the message offers it')],
            ['/', t('筛选', 'filter')],
            ['Esc', t('关上', 'close')],
            ['?', t('这张表', 'this list')],
          ] as const
        ).map(([key, does]) => (
          <p key={key}>
            <kbd>{key}</kbd> {does}
          </p>
        ))}
        <Button onClick={() => (setKeys(false), go('/inbox'))}>{t('打开消息', 'Open the inbox')}</Button>
      </Modal>
    </div>
  );
}
