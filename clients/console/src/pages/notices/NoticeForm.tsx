import { Button, DatePicker, Form, Input, Select, Switch, Upload } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { api } from '@/api';
import { EditNoticeDocument, PublishNoticeDocument, WithdrawNoticeDocument, type Audience, type NoticeCategory, type NoticeLineFragment } from '@/gql/graphql';
import { upload } from '@/patterns/upload';
import { useAct } from '@/patterns/useAct';
import { useCommunityId } from '@/viewer';
import { options, t } from '@/words';
import { NoticePaper } from './NoticePaper';

interface Written {
  title: string;
  text: string;
  category: NoticeCategory;
  audience: Audience[];
  pinned: boolean;
  publishAt?: Dayjs | null;
  expiresAt?: Dayjs | null;
}
interface File_ {
  id: string;
  name: string;
  url: string;
  thumbnailUrl: string;
}

/** Written at the left, seen at the right as it will hang. */
export function NoticeForm({ notice, done }: { notice: NoticeLineFragment | null; done(): void }) {
  const areaId = useCommunityId();
  const { run, busy } = useAct();
  const [form] = Form.useForm<Written>();
  const shown = Form.useWatch([], form) as Written | undefined;
  const [photos, setPhotos] = useState<File_[]>(notice?.photos.map((photo) => ({ ...photo, name: t('照片', 'Photo') })) ?? []);
  const [attachments, setAttachments] = useState<File_[]>(notice?.attachments.map((file) => ({ ...file, thumbnailUrl: '' })) ?? []);
  const initial: Written = {
    title: notice?.title ?? '',
    text: notice?.text ?? '',
    category: notice?.category ?? 'GENERAL',
    audience: notice?.audience ?? ['RESIDENTS'],
    pinned: notice?.pinned ?? false,
    expiresAt: notice?.expiresAt ? dayjs(notice.expiresAt) : null,
  };
  const publish = async ({ publishAt, expiresAt, ...written }: Written) => {
    const input = {
      ...written,
      expiresAt: expiresAt?.toISOString() ?? null,
      photoIds: photos.map((photo) => photo.id),
      attachmentIds: attachments.map((file) => file.id),
    };
    const stale = ['notices', 'notice'];
    const withdraw = (id: string) => api.act(WithdrawNoticeDocument, `withdrawNotice:${id}`, { noticeId: id, reason: t('发错了', 'Published by mistake') });
    const finished = notice
      ? await run(() => api.act(EditNoticeDocument, `editNotice:${notice.id}`, { ...input, noticeId: notice.id, version: notice.version }), { done: t('已更新，旧版本仍可查看', 'Updated; the earlier version stays readable'), stale })
      : await run(() => api.act(PublishNoticeDocument, 'publishNotice', { ...input, areaId, publishAt: publishAt?.toISOString() ?? null }), {
          done: publishAt ? t('到时自动发布', 'It will be published then') : t('已发布', 'Published'),
          stale,
          // What is withdrawn before it hung never hangs; of what hung, the title and the reason stay.
          undo: publishAt
            ? { act: ({ id }) => withdraw(id), done: t('已撤销，不会发布', 'Undone; it will not be published') }
            : { label: t('发错了，撤下', 'A mistake: withdraw'), act: ({ id }) => withdraw(id), done: t('已撤下，标题和原因会留着', 'Withdrawn; its title and the reason stay') },
        });
    if (finished) done();
  };
  const needed = [{ required: true, message: t('请填写', 'Please fill this in') }];
  return (
    <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 24 }}>
      <Form<Written> form={form} layout="vertical" initialValues={initial} onFinish={(written) => void publish(written)}>
        <Form.Item name="title" label={t('标题', 'Title')} rules={needed}><Input maxLength={60} showCount /></Form.Item>
        <Form.Item name="text" label={t('正文', 'Text')} rules={needed}><Input.TextArea rows={12} maxLength={5000} showCount /></Form.Item>
        <div className="row" style={{ alignItems: 'start' }}>
          <Form.Item name="category" label={t('类别', 'Category')}><Select style={{ width: 130 }} options={options<NoticeCategory>('NoticeCategory')} /></Form.Item>
          <Form.Item name="audience" label={t('给谁看', 'For whom')} rules={needed}><Select mode="multiple" style={{ width: 260 }} options={options<Audience>('Audience')} /></Form.Item>
          <Form.Item name="pinned" label={t('置顶', 'Pinned')} valuePropName="checked"><Switch /></Form.Item>
        </div>
        <div className="row" style={{ alignItems: 'start' }}>
          {!notice && <Form.Item name="publishAt" label={t('何时发布（不填就是现在）', 'When (now, if empty)')}><DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" /></Form.Item>}
          <Form.Item name="expiresAt" label={t('何时撤下（可不填）', 'Until (may be empty)')}><DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" /></Form.Item>
        </div>
        <Form.Item>
          <div className="row">
            <Upload accept="image/jpeg,image/png,image/webp" showUploadList={false} beforeUpload={(file) => (void run(async () => { const one = await upload('/media', file); setPhotos((all) => [...all, one]); return one; }), false)}>
              <Button>{t('加照片', 'Add a photo')}</Button>
            </Upload>
            <Upload accept=".pdf,.xlsx" showUploadList={false} beforeUpload={(file) => (void run(async () => { const one = await upload('/media/attachments', file); setAttachments((all) => [...all, one]); return one; }), false)}>
              <Button>{t('加附件（PDF、表格）', 'Add a PDF or spreadsheet')}</Button>
            </Upload>
          </div>
          {[...photos, ...attachments].map((file) => (
            <div key={file.id}>
              {file.name}{' '}
              <Button size="small" type="link" onClick={() => (setPhotos((all) => all.filter(({ id }) => id !== file.id)), setAttachments((all) => all.filter(({ id }) => id !== file.id)))}>{t('去掉', 'Remove')}</Button>
            </div>
          ))}
        </Form.Item>
        <Button type="primary" size="large" htmlType="submit" loading={busy}>{notice ? t('保存新版本', 'Save as a new version') : t('发布', 'Publish')}</Button>
      </Form>
      <div className="paper">
        <h2 className="soft">{t('挂出来的样子', 'As it will hang')}</h2>
        <NoticePaper notice={{ title: shown?.title || t('标题', 'Title'), text: shown?.text, category: shown?.category ?? 'GENERAL', photos, attachments }} />
      </div>
    </div>
  );
}
