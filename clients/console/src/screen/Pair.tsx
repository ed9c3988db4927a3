import { QRCodeSVG } from '@rc-component/qrcode';
import { useEffect } from 'react';
import { usePairing } from '@/pages/login/usePairing';
import { t } from '@/words';
import { door } from './live';

/** A television has no mouse: after a fault it asks for another code by itself. */
const AGAIN = 20_000;

const device = t('大厅屏幕', 'Hall screen');

/** Until staff allow it: the code, and apart from it the digits. */
export function Pair({ told, paired }: { told: string | null; paired(key: string): void }) {
  const { pairing, seen, fault, again } = usePairing(door, 'SCREEN', device, (what) => what.__typename === 'ScreenKey' && paired(what.key));
  useEffect(() => {
    if (!fault) return;
    const timer = window.setInterval(again, AGAIN);
    return () => clearInterval(timer);
  }, [fault]);
  return (
    <main className="hall-pair">
      <div className="hall-qr">{pairing && <QRCodeSVG value={pairing.qrText} size={1000} marginSize={2} />}</div>
      <div>
        <h1>{t('连接大厅屏幕', 'Connect this screen')}</h1>
        {told && <p className="hall-told">{told}</p>}
        <ol>
          <li>{t('社区工作者用手机“邻里”扫左边的码', 'A worker of the community scans the code with the app')}</li>
          <li>
            {t('或在工作台“大厅屏幕”里输入', 'or types it in the console under Hall screens')}
            <b data-testid="pairing-code">{pairing?.letters ?? '········'}</b>
          </li>
          <li>
            {t('再输入这六位数字', 'and then these six digits')}
            <b className="hall-digits" data-testid="pairing-digits">
              {pairing ? `${pairing.digits.slice(0, 3)} ${pairing.digits.slice(3)}` : '··· ···'}
            </b>
          </li>
        </ol>
        <p role="status">
          {fault ? (
            <>
              {fault}{' '}
              <button type="button" onClick={again}>
                {t('换一个码', 'Another code')}
              </button>
            </>
          ) : seen ? (
            t('已经扫到，请输入数字', 'It is open on a phone: type the digits')
          ) : (
            t('只需连接一次，断电后自动恢复', 'Once is enough: after a power cut it comes back by itself')
          )}
        </p>
      </div>
    </main>
  );
}
