import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Skeleton, Typography } from 'antd';
import { useEffect, useRef, useState, type ComponentRef } from 'react';
import { api } from '@/api';
import { leave } from '@/App';
import { EnrolSecondFactorDocument, GiveSecondFactorCodeDocument } from '@/gql/graphql';
import { QrCode } from '@/patterns/QrCode';
import type { Viewer } from '@/viewer';
import { t } from '@/words';

/** A street or city administrator gives a code of their authenticator app for this login. */
export default function SecondFactor({ viewer, later }: { viewer: Viewer; later(): void }) {
  const client = useQueryClient();
  const [uri, setUri] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [code, setCode] = useState('');
  const field = useRef<ComponentRef<typeof Input.OTP>>(null);
  const fresh = viewer.secondFactor === 'NOT_ENROLLED';
  const hasOtherWork = viewer.roles.some(({ role }) => role !== 'STREET_ADMIN' && role !== 'CITY_ADMIN');
  useEffect(() => {
    if (!fresh) return;
    api.do(EnrolSecondFactorDocument, {}).then(
      (secret) => setUri(secret.uri),
      (failure: Error) => setFault(failure.message),
    );
  }, [fresh]);
  useEffect(() => {
    if (fault && !busy) field.current?.focus();
  }, [fault, busy]);
  const give = async (digits: string) => {
    setBusy(true);
    setFault(null);
    try {
      await api.do(GiveSecondFactorCodeDocument, { input: { code: digits } });
      await client.invalidateQueries();
    } catch (failure) {
      setFault((failure as Error).message);
      setCode('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="login">
      <div className="paper" style={{ maxWidth: 460 }}>
        <h1>{fresh ? t('设置第二道锁', 'Set up your second lock') : t('再输一次动态码', 'One more code')}</h1>
        <p className="soft">
          {fresh
            ? t('街道和市级管理员登录时要多一道保护。请用身份验证器扫下面的码，然后输入它显示的六位数字。', 'Street and city administrators have a second lock. Scan this with an authenticator app, then type its six digits.')
            : t('打开身份验证器，输入“邻里”下面的六位数字。', 'Open your authenticator app and type the six digits.')}
        </p>
        {fresh &&
          (uri ? (
            <div className="row">
              <QrCode value={uri} size={176} label={t('身份验证器的码', 'Code for the authenticator app')} />
              <div style={{ flex: 1 }}>
                <div className="soft">{t('扫不了就抄下密钥', 'Cannot scan? Copy the key')}</div>
                <Typography.Text code copyable style={{ wordBreak: 'break-all' }}>
                  {/[?&]secret=([^&]+)/.exec(uri)?.[1] ?? uri}
                </Typography.Text>
              </div>
            </div>
          ) : (
            !fault && <Skeleton active />
          ))}
        <Input.OTP ref={field} className="otp" length={6} size="large" autoFocus value={code} disabled={busy} onChange={(digits) => (setCode(digits), void give(digits))} aria-label={t('六位数字', 'six digits')} />
        {fault && <Alert type="warning" showIcon title={fault} />}
        <div className="row">
          {hasOtherWork && <Button onClick={later}>{t('先做社区的工作', 'Later; work without it')}</Button>}
          <Button type="link" style={{ padding: 0 }} onClick={leave}>
            {t('退出', 'Log out')}
          </Button>
        </div>
      </div>
    </main>
  );
}
