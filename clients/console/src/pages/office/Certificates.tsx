import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Descriptions, Form, Input, Modal, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { CertificateOfDocument, RevokeCertificateDocument } from '@/gql/graphql';
import { Fault, Page } from '@/patterns/Page';
import { useAct } from '@/patterns/useAct';
import { put, useParam } from '@/route';
import { day, minutes, moment, name, t, w } from '@/words';

/** A certificate that somebody brings: looked up by its number, and revoked if it is wrong. */
export default function Certificates() {
  const number = useParam('number');
  const { run, busy } = useAct();
  const [revoking, setRevoking] = useState(false);
  const query = useQuery({ queryKey: ['certificate', number], enabled: !!number, queryFn: async () => (await api.ask(CertificateOfDocument, { number: number! })).certificate ?? null });
  const one = query.data;
  const revoke = async ({ reason }: { reason: string }) => {
    if (await run(() => api.act(RevokeCertificateDocument, `revokeCertificate:${one!.id}`, { certificateId: one!.id, reason }), { done: t('已撤销，本人会收到消息', 'Revoked; they are told'), stale: ['certificate'] })) setRevoking(false);
  };
  return (
    <Page title={t('时长证明', 'Certificates')}>
      <div className="stack" style={{ maxWidth: 760 }}>
        <Input.Search
          size="large"
          autoFocus
          allowClear
          aria-label={t('证明编号', 'Number of the certificate')}
          placeholder={t('输入证明上的编号，如 7K3M-9QWX-2ABC-DEFG', 'The number on the paper, such as 7K3M-9QWX-2ABC-DEFG')}
          enterButton={t('查', 'Look')}
          defaultValue={number ?? ''}
          onSearch={(value) => put({ number: value.trim() })}
        />
        {query.error && <Fault fault={query.error} again={() => void query.refetch()} />}
        {number && query.isPending && <Skeleton active />}
        {one === null && <Alert type="warning" showIcon title={t('没有查到。请核对编号；别的社区开的证明请到那里查。', 'Not found. Check the number; another community looks after those that it issued.')} />}
        {one && (
          <div className="paper stack">
            <div className="row">
              <h1>{name(one.member)}</h1>
              <Tag color={one.state === 'REVOKED' ? 'orange' : undefined}>{w('CertificateState', one.state)}</Tag>
            </div>
            <Descriptions
              size="small"
              column={2}
              items={[
                { key: 'time', label: t('时长', 'Time'), children: t(`${minutes(one.minutes)}，${one.shifts}次`, `${minutes(one.minutes)} at ${one.shifts} shifts`) },
                { key: 'days', label: t('期间', 'Period'), children: `${one.from} – ${one.to}` },
                { key: 'issued', label: t('开具', 'Issued'), children: day(one.issuedAt) },
                { key: 'community', label: t('社区', 'Community'), children: one.community.name },
                ...(one.revokedAt ? [{ key: 'revoked', label: t('撤销', 'Revoked'), children: `${moment(one.revokedAt)} ${one.revokedBy ? name(one.revokedBy) : ''} ${one.revokeReason ?? ''}` }] : []),
              ]}
            />
            {one.state === 'VALID' && <div><Button danger onClick={() => setRevoking(true)}>{t('撤销这份证明', 'Revoke it')}</Button></div>}
          </div>
        )}
      </div>
      <Modal open={revoking} title={t('撤销证明', 'Revoke the certificate')} footer={null} destroyOnHidden onCancel={() => setRevoking(false)}>
        <Form layout="vertical" onFinish={(input) => void revoke(input)}>
          <Form.Item name="reason" label={t('原因，本人会看到', 'Why; they will read it')} rules={[{ required: true, whitespace: true, message: t('请填写', 'Please fill this in') }]}><Input.TextArea autoFocus rows={3} maxLength={200} /></Form.Item>
          <Button danger type="primary" htmlType="submit" loading={busy}>{t('撤销', 'Revoke')}</Button>
        </Form>
      </Modal>
    </Page>
  );
}
