import { Button, Drawer, Popconfirm, Tag } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { EndScreenDocument, ScreensDocument } from '@/gql/graphql';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { useAct } from '@/patterns/useAct';
import { usePages } from '@/patterns/usePages';
import { useCommunityId } from '@/viewer';
import { dot, moment, since, t, w } from '@/words';
import { Allow } from './Allow';

/** The screens in the halls of a community: which there are, and how another one comes. */
export default function Screens() {
  const communityId = useCommunityId();
  const { run, busy } = useAct();
  const [allowing, setAllowing] = useState(false);
  // A screen is there when it has fetched its key, a moment after it was allowed.
  const pages = usePages(['screens', communityId], async (after) => (await api.ask(ScreensDocument, { communityId, after })).screens, 5_000);
  return (
    <Page
      title={t('大厅屏幕', 'Hall screens')}
      tools={
        <Button type="primary" onClick={() => setAllowing(true)}>
          {t('连接一块屏幕', 'Connect a screen')}
        </Button>
      }
    >
      <List
        pages={pages}
        empty={t('还没有屏幕。在大厅的电脑上打开 /console/#/screen，再点“连接一块屏幕”。', 'No screens yet. Open /console/#/screen on the computer of the hall, then connect it here.')}
        columns={[
          { title: t('在哪里', 'Where'), dataIndex: 'name', width: 220 },
          { title: t('显示什么', 'Shows'), width: 150, render: (_, one) => w('ScreenPurpose', one.purpose) },
          {
            title: t('状态', 'State'),
            render: (_, one) =>
              one.endedAt ? (
                <span className="soft">{dot([t('已断开', 'Ended'), one.endedBy?.shownName, moment(one.endedAt)])}</span>
              ) : (
                <>
                  <Tag color="green">{t('已连接', 'Connected')}</Tag>
                  <span className="soft">{one.lastSeenAt && t(`${since(one.lastSeenAt)}连过`, `last seen ${since(one.lastSeenAt)}`)}</span>
                </>
              ),
          },
          { title: t('谁连的', 'Connected by'), width: 220, render: (_, one) => dot([one.pairedBy.shownName, moment(one.pairedAt)]) },
          {
            title: '',
            width: 100,
            render: (_, one) =>
              !one.endedAt && (
                <Popconfirm
                  title={t('断开后，屏幕要重新连接才能显示', 'It shows nothing more until it is connected anew')}
                  okText={t('断开', 'End it')}
                  cancelText={t('返回', 'Back')}
                  okButtonProps={{ danger: true }}
                  onConfirm={() => run(() => api.act(EndScreenDocument, `endScreen:${one.id}`, { screenId: one.id }), { done: t('已断开', 'Ended'), stale: ['screens'] })}
                >
                  <Button size="small" danger disabled={busy}>
                    {t('断开', 'End')}
                  </Button>
                </Popconfirm>
              ),
          },
        ]}
        width={900}
      />
      <Drawer size={480} open={allowing} destroyOnHidden onClose={() => setAllowing(false)} title={t('连接一块屏幕', 'Connect a screen')}>
        <Allow done={() => setAllowing(false)} />
      </Drawer>
    </Page>
  );
}
