import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Input, Select, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { NoticesDocument, NoticeReadersDocument, OneNoticeDocument, WithdrawNoticeDocument, type NoticeCategory, type NoticeLineFragment } from '@/gql/graphql';
import { Choose } from '@/patterns/Choose';
import { List } from '@/patterns/List';
import { Fault, Page } from '@/patterns/Page';
import { useAct } from '@/patterns/useAct';
import { usePages } from '@/patterns/usePages';
import { put, useParam } from '@/route';
import { NoticeSheet } from '@/prints/BoardPaper';
import { Print } from '@/prints/Print';
import { useCommunityId } from '@/viewer';
import { comma, dot, moment, options, t, w } from '@/words';
import { BoardPrint } from './BoardPrint';
import { NoticeForm } from './NoticeForm';
import { NoticePaper } from './NoticePaper';

export default function Notices() {
  const communityId = useCommunityId();
  const category = useParam('category') as NoticeCategory | null;
  const item = useParam('item');
  const [printing, setPrinting] = useState(false);
  const [writing, setWriting] = useState<NoticeLineFragment | 'new' | null>(null);
  const pages = usePages(['notices', communityId, category], async (after) => (await api.ask(NoticesDocument, { communityId, category, after })).noticeBoard);
  return (
    <Page
      title={t('公告', 'Notices')}
      tools={
        <>
          <span data-filter>
            <Select allowClear placeholder={t('类别', 'Category')} aria-label={t('类别', 'Category')} style={{ width: 130 }} value={category} options={options<NoticeCategory>('NoticeCategory')} onChange={(value) => put({ category: value })} />
          </span>
          <Button onClick={() => setPrinting(true)}>{t('打印公示栏', 'Print the board')}</Button>
          <Button type="primary" onClick={() => setWriting('new')}>{t('写公告', 'Write a notice')}</Button>
        </>
      }
    >
      <List
        pages={pages}
        empty={t('公示栏还空着，写第一条吧。', 'The board is empty. Write the first notice.')}
        open={(one) => put({ item: one.id })}
        columns={[
          { title: t('标题', 'Title'), render: (_, one) => <Choose to={{ item: one.id }}>{one.pinned && <Tag color="red">{t('置顶', 'Pinned')}</Tag>}{one.title}</Choose> },
          { title: t('类别', 'Category'), width: 110, render: (_, one) => w('NoticeCategory', one.category) },
          { title: t('给谁看', 'For whom'), width: 180, render: (_, one) => comma(one.audience.map((who) => w('Audience', who))) },
          { title: t('哪里', 'Where'), width: 120, render: (_, one) => one.area.name },
          { title: t('发布', 'Published'), width: 140, render: (_, one) => moment(one.publishedAt) },
        ]}
      />
      <Drawer size={720} open={item !== null} destroyOnHidden onClose={() => put({ item: null })} title={t('公告', 'Notice')}>
        {item && <NoticeDetail id={item} edit={setWriting} />}
      </Drawer>
      <BoardPrint open={printing} close={() => setPrinting(false)} />
      <Drawer size={1100} open={writing !== null} destroyOnHidden onClose={() => setWriting(null)} title={writing === 'new' ? t('写公告', 'Write a notice') : t('修改公告', 'Edit')}>
        {writing && <NoticeForm notice={writing === 'new' ? null : writing} done={() => setWriting(null)} />}
      </Drawer>
    </Page>
  );
}

function NoticeDetail({ id, edit }: { id: string; edit(notice: NoticeLineFragment): void }) {
  const communityId = useCommunityId();
  const { run, busy } = useAct();
  const [reason, setReason] = useState<string | null>(null);
  const query = useQuery({ queryKey: ['notice', id], queryFn: async () => (await api.ask(OneNoticeDocument, { id })).node });
  const own = query.data?.__typename === 'Notice' && query.data.area.id === communityId;
  // Of a notice from above only its own staff see who read it.
  const readers = useQuery({
    queryKey: ['noticeReaders', id],
    enabled: own,
    queryFn: async () => {
      const { node } = await api.ask(NoticeReadersDocument, { id });
      return node?.__typename === 'Notice' ? (node.readCount ?? null) : null;
    },
  });
  if (query.error) return <Fault fault={query.error} again={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton active />;
  const notice = query.data;
  if (notice?.__typename !== 'Notice') return <p>{t('这条公告已经看不到了。', 'This notice can no longer be seen.')}</p>;
  const withdraw = () =>
    run(() => api.act(WithdrawNoticeDocument, `withdrawNotice:${id}`, { noticeId: id, reason: reason!.trim() }), { done: t('已撤下', 'Withdrawn'), stale: ['notices', 'notice'] });
  return (
    <div className="stack">
      <NoticePaper notice={notice} />
      <p className="soft">{dot([notice.author.shownName, moment(notice.publishedAt), readers.data != null && t(`${readers.data}人已读`, `read by ${readers.data}`), notice.withdrawReason])}</p>
      {!notice.withdrawnAt &&
        (reason === null ? (
          <div className="row">
            {own && <Button onClick={() => edit(notice)}>{t('修改', 'Edit')}</Button>}
            {notice.text && <Print label={t('打印', 'Print')} name={notice.title} paper="sheet" draw={async () => <NoticeSheet notice={notice} />} />}
            {own && <Button danger onClick={() => setReason('')}>{t('撤下', 'Withdraw')}</Button>}
          </div>
        ) : (
          <div className="row" style={{ flexWrap: 'nowrap' }}>
            <Input autoFocus maxLength={200} value={reason} placeholder={t('为什么撤下？标题和原因会留着', 'Why? Title and reason stay')} onChange={(event) => setReason(event.target.value)} />
            <Button danger type="primary" loading={busy} disabled={!reason.trim()} onClick={() => void withdraw()}>{t('撤下', 'Withdraw')}</Button>
            <Button onClick={() => setReason(null)}>{t('返回', 'Back')}</Button>
          </div>
        ))}
      {notice.versions.length > 1 && (
        <>
          <h2>{t('各个版本', 'Versions')}</h2>
          <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 12 }}>
            {notice.versions.map((version) => (
              <div className="paper" key={version.version}>
                <h3>{dot([t(`第${version.version}版`, `Version ${version.version}`), version.author.shownName, moment(version.writtenAt)])}</h3>
                <b>{version.title}</b>
                <p className="pre">{version.text}</p>
              </div>
            ))}
          </div>
        </>
      )}
    </div>
  );
}
