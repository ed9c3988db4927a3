import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Input, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { PrivacyPolicyDocument, PublishPrivacyPolicyDocument } from '@/gql/graphql';
import { Fault, Page } from '@/patterns/Page';
import { useAct } from '@/patterns/useAct';
import { useViewer } from '@/viewer';
import { day, t } from '@/words';

/** The privacy text in force; a city's administrator writes the next version beside it. */
export default function Texts() {
  const publishes = useViewer().roles.some(({ role }) => role === 'CITY_ADMIN');
  const { run, busy } = useAct();
  const [draft, setDraft] = useState<{ text: string; replaces: number } | null>(null);
  const [sure, setSure] = useState(false);
  const policy = useQuery({ queryKey: ['privacyPolicy'], queryFn: async () => (await api.ask(PrivacyPolicyDocument, {})).privacyPolicy });
  const title = t('隐私说明', 'Privacy text');
  if (policy.error) return <Page title={title}><Fault fault={policy.error} again={() => void policy.refetch()} /></Page>;
  if (policy.isPending) return <Page title={title}><Skeleton active /></Page>;
  const { version, text, publishedAt } = policy.data;
  const publish = async () => {
    const done = await run(() => api.do(PublishPrivacyPolicyDocument, { input: { text: draft!.text.trim(), replaces: draft!.replaces } }), { done: t('新版本已生效', 'The new version is in force'), stale: ['privacyPolicy'] });
    setSure(false);
    if (done) setDraft(null);
  };
  const changed = draft !== null && draft.text.trim() !== '' && draft.text.trim() !== text.trim();
  return (
    <Page
      title={title}
      tools={
        draft ? (
          <>
            <Button onClick={() => setDraft(null)}>{t('不改了', 'Leave it')}</Button>
            <Button type="primary" disabled={!changed} onClick={() => setSure(true)}>{t(`发布第${draft.replaces + 1}版`, `Publish version ${draft.replaces + 1}`)}</Button>
          </>
        ) : (
          publishes && <Button type="primary" onClick={() => setDraft({ text, replaces: version })}>{t('写新版本', 'Write the next version')}</Button>
        )
      }
    >
      <div className="sides" style={{ height: '100%' }}>
        {draft && (
          <div className="stack">
            {version !== draft.replaces && <Alert type="warning" showIcon title={t('别人刚发布了新版本，请先看右边，再重写。', 'Somebody just published another version. Read it at the right, and begin again.')} />}
            <Input.TextArea
              autoFocus
              aria-label={t('新版本的正文', 'Text of the next version')}
              style={{ flex: 1, resize: 'none', fontSize: 15 }}
              value={draft.text}
              maxLength={20_000}
              showCount
              onChange={(event) => setDraft({ ...draft, text: event.target.value })}
            />
          </div>
        )}
        <article className="paper" style={{ overflow: 'auto' }} tabIndex={0} aria-label={title}>
          <h2 className="soft">{draft && changed ? t('居民会看到的样子', 'As residents will read it') : t(`第${version}版，${day(publishedAt)}起生效`, `Version ${version}, in force since ${day(publishedAt)}`)}</h2>
          <p className="pre" style={{ fontSize: 16, lineHeight: 1.75, maxWidth: 680 }}>{draft && changed ? draft.text : text}</p>
        </article>
      </div>
      <Modal open={sure} title={t('现在发布？', 'Publish now?')} okText={t('发布', 'Publish')} cancelText={t('返回', 'Back')} okButtonProps={{ loading: busy }} onOk={() => void publish()} onCancel={() => setSure(false)}>
        <p>{t('发布后，全市每个人下次打开时都要重新同意。旧的同意不再有效。', 'Everybody in the city is asked for consent again when they next open the app. Earlier consents no longer count.')}</p>
      </Modal>
    </Page>
  );
}
