import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { AddToRosterDocument } from '@/gql/graphql';
import { useAct } from '@/patterns/useAct';
import { t } from '@/words';

/** One person more on the roster; who waits for an answer and matches is confirmed at once. */
export function AddToRoster({ unitId }: { unitId: string }) {
  const { run, busy } = useAct();
  const [open, setOpen] = useState(false);
  const add = async (input: { realName: string; phone: string }) => {
    const done = await run(() => api.act(AddToRosterDocument, `addToRoster:${unitId}:${input.phone}`, { ...input, unitId }), { done: t('已加入花名册', 'On the roster'), stale: ['unit', 'unitRecord'] });
    if (done) setOpen(false);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('加一个人', 'Add one person')}</Button>
      <Modal open={open} title={t('加入花名册', 'Add to the roster')} footer={null} destroyOnHidden onCancel={() => setOpen(false)}>
        <Form layout="vertical" autoComplete="off" onFinish={(input) => void add(input)}>
          <Form.Item name="realName" label={t('姓名（与身份证一致）', 'Name, as on the identity card')} rules={[{ required: true, whitespace: true, message: t('请填写', 'Please fill this in') }]}><Input autoFocus maxLength={40} /></Form.Item>
          <Form.Item name="phone" label={t('手机号', 'Mobile number')} rules={[{ required: true, pattern: /^1\d{10}$/, message: t('11位手机号', '11 digits') }]}><Input inputMode="numeric" maxLength={11} /></Form.Item>
          <Button type="primary" htmlType="submit" loading={busy}>{t('加入', 'Add')}</Button>
        </Form>
      </Modal>
    </>
  );
}
