import { Button, Segmented } from 'antd';
import { api } from '@/api';
import { InboxDocument, MarkInboxReadDocument, type InboxTopic } from '@/gql/graphql';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { useAct } from '@/patterns/useAct';
import { usePages } from '@/patterns/usePages';
import { link, put, useParam } from '@/route';
import { moment, options, t, w } from '@/words';

/** Where an entry leads, by the kind of its object. */
function leads(aboutId: string): string | null {
  if (aboutId.startsWith('wish_')) return link('/wishes', { item: aboutId });
  if (aboutId.startsWith('proposal_')) return link('/proposals', { item: aboutId });
  if (aboutId.startsWith('notice_')) return link('/notices', { item: aboutId });
  return null;
}

export default function Inbox() {
  const topic = useParam('topic') as InboxTopic | null;
  const { run, busy } = useAct();
  const pages = usePages(['inbox', topic], async (after) => (await api.ask(InboxDocument, { topic, after })).viewer.inbox);
  return (
    <Page
      title={t('消息', 'Inbox')}
      tools={
        <>
          <Segmented value={topic ?? ''} options={[{ value: '', label: t('全部', 'All') }, ...options<InboxTopic>('InboxTopic')]} onChange={(value) => put({ topic: value || null })} />
          <Button loading={busy} onClick={() => void run(() => api.act(MarkInboxReadDocument, 'markInboxRead', {}), { stale: ['inbox', 'viewer'] })}>
            {t('全部标为已读', 'Mark all read')}
          </Button>
        </>
      }
    >
      <List
        pages={pages}
        empty={t('没有消息。', 'No messages.')}
        columns={[
          { title: t('消息', 'Message'), render: (_, one) => {
              const href = one.aboutId && leads(one.aboutId);
              const text = one.readAt ? one.text : <b>{one.text}</b>;
              return href ? <a href={href}>{text}</a> : text;
            } },
          { title: t('类别', 'Topic'), width: 120, render: (_, one) => w('InboxTopic', one.topic) },
          { title: t('时间', 'When'), width: 140, render: (_, one) => moment(one.toldAt) },
        ]}
      />
    </Page>
  );
}
