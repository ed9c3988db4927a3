import { Alert, Button, Skeleton, Steps } from 'antd';
import { api } from '@/api';
import { device } from '@/App';
import { Preferences } from '@/frame/Preferences';
import { QrCode } from '@/patterns/QrCode';
import { t } from '@/words';
import { usePairing } from './usePairing';

/** Login of a computer by the phone that is logged in already. */
export default function Login({ told }: { told: string | null }) {
  const { pairing, seen, fault, again } = usePairing(api, 'LOGIN', device(), (what) => what.__typename === 'Login' && api.session.begin(what));
  return (
    <main className="login">
      <div className="paper">
        <div className="row spread">
          <h1>{t('邻里 · 工作台', 'Linli · Console')}</h1>
          <Preferences />
        </div>
        {told && <Alert type="info" showIcon title={told} />}
        <div className="login-two">
          <div className="login-code">
            {pairing ? (
              <>
                <QrCode value={pairing.qrText} size={208} label={t('登录码', 'Code to log in')} />
                <div className="soft">{t('或在小程序里输入', 'or type it in the mini-program')}</div>
                <div className="typed" data-testid="pairing-code">{spaced(pairing.letters)}</div>
              </>
            ) : fault ? (
              <div className="stack">
                <Alert type="warning" showIcon title={fault} />
                <Button type="primary" onClick={again}>
                  {t('换一个新的码', 'Get a new code')}
                </Button>
              </div>
            ) : (
              <Skeleton.Node active style={{ width: 208, height: 208 }} />
            )}
          </div>
          <div className="stack login-how">
            <Steps
              orientation="vertical"
              size="small"
              current={seen ? 1 : 0}
              items={[
                { title: t('用手机扫码', 'Scan with your phone'), content: t('打开小程序“邻里”，点“我的 — 扫一扫”', 'In the mini-program: Me, then Scan') },
                { title: t('在手机上输入下面六位数字', 'Type these six digits on the phone'), content: <div className="digits" data-testid="pairing-digits">{pairing ? `${pairing.digits.slice(0, 3)} ${pairing.digits.slice(3)}` : '··· ···'}</div> },
                { title: t('这里自动登录', 'You are logged in here'), content: t('只有您本人面前的电脑才点“允许”', 'Allow it only if this computer is before you') },
              ]}
            />
            <p className="soft" aria-live="polite">
              {seen ? t('手机已扫到，请输入数字。', 'The phone has it. Now type the digits.') : t('码两分钟一换。30分钟不操作会自动退出。', 'The code changes every two minutes. After 30 quiet minutes you are logged out.')}
            </p>
          </div>
        </div>
      </div>
    </main>
  );
}

/** WDJB-MJHT, also if it comes without the dash. */
const spaced = (code: string) => (code.includes('-') ? code : `${code.slice(0, 4)}-${code.slice(4)}`);
