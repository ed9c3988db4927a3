import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { digitsIn } from 'shared/typed';
import { api } from '@/api';
import { AllowScreenDocument, AskedScreenDocument, type ScreenPurpose } from '@/gql/graphql';
import { useAct } from '@/patterns/useAct';
import { useCommunity, useCommunityId } from '@/viewer';
import { dot, options, since, t } from '@/words';

interface Typed {
  code: string;
  digits: string;
  purpose: ScreenPurpose;
  name: string;
}

const letters = (code: string) => code.normalize('NFKC').toUpperCase().replace(/[^A-Z]/g, '');

/** The code and the digits that stand on the screen, what it is to show, and where it hangs. */
export function Allow({ done }: { done(): void }) {
  const communityId = useCommunityId();
  const community = useCommunity();
  const { run, busy } = useAct();
  const [code, setCode] = useState('');
  const asked = useQuery({
    queryKey: ['pairing', code],
    enabled: code.length === 8,
    retry: false,
    queryFn: async () => (await api.ask(AskedScreenDocument, { code })).pairing,
  });
  const login = asked.data?.purpose === 'LOGIN';
  const allow = async ({ digits, purpose, name }: Typed) => {
    const input = { code, digits: digitsIn(digits, 20), screen: { communityId, purpose, name: name.trim() } };
    if (await run(() => api.act(AllowScreenDocument, `allowScreen:${code}`, input), { done: t('已连接，屏幕马上显示', 'Connected; it begins in a moment'), stale: ['screens'] })) done();
  };
  return (
    <Form<Typed> layout="vertical" initialValues={{ purpose: 'BOARD' }} onFinish={(typed) => void allow(typed)}>
      <p className="soft">{t('在大厅的电脑上打开 /console/#/screen，照着屏幕填。屏幕不在您面前，就不要连。', 'Open /console/#/screen on the computer of the hall and type what it shows. Only if it is before you.')}</p>
      <Form.Item name="code" label={t('屏幕上的八个字母', 'The eight letters on the screen')} rules={[{ required: true }]}>
        <Input autoFocus autoComplete="off" maxLength={12} placeholder="WDJB-MJHT" style={{ textTransform: 'uppercase' }} onChange={(event) => setCode(letters(event.target.value))} />
      </Form.Item>
      {asked.error && <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={asked.error.message} />}
      {login && <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={t('这是一台电脑要登录，请用手机允许', 'This is a computer that wants a login: allow it with your phone')} />}
      {asked.data && !login && <Alert type="info" style={{ marginBottom: 16 }} title={dot([asked.data.browser, asked.data.address, since(asked.data.askedAt)])} />}
      <Form.Item name="digits" label={t('屏幕上的六位数字', 'The six digits on the screen')} rules={[{ required: true }]}>
        <Input inputMode="numeric" autoComplete="off" maxLength={20} />
      </Form.Item>
      <Form.Item name="purpose" label={t('显示什么', 'What it shows')}>
        <Radio.Group options={options<ScreenPurpose>('ScreenPurpose')} />
      </Form.Item>
      <Form.Item name="name" label={t('挂在哪里', 'Where it hangs')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={30} placeholder={t('一楼大厅东侧', 'Ground floor, east side')} />
      </Form.Item>
      <Button type="primary" size="large" htmlType="submit" loading={busy} disabled={login}>
        {t(`连到${community?.name ?? ''}`, `Connect to ${community?.name ?? ''}`)}
      </Button>
    </Form>
  );
}
