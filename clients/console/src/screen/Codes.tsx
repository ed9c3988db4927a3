import { QRCodeSVG } from '@rc-component/qrcode';
import { clock } from 'shared/time';
import type { ScreenCodesSubscription } from '@/gql/graphql';
import { dot, t } from '@/words';
import { useNow, useTurns } from './hall';

type Line = ScreenCodesSubscription['checkInCodesOfToday']['shifts'][number];
const EACH = 3;
/** A code counts for its own 30 seconds and for 30 more. */
const GOOD_FOR = 60_000;

/** The codes of today's shifts, as large as they fit. `at` is when they came. */
export function Codes({ shifts, at }: { shifts: Line[]; at: number }) {
  const now = useNow(1_000);
  const open = shifts.filter((one) => one.code);
  const later = shifts.filter((one) => !one.code && Date.parse(one.shift.startsAt) > now);
  const pages = Math.max(1, Math.ceil(open.length / EACH));
  const page = useTurns(pages, 12);
  if (open.length === 0)
    return (
      <div className="hall-codes">
        <p className="hall-empty">{later.length > 0 ? t('现在没有要签到的班次', 'No check-in now') : t('今天没有要签到的班次了', 'No more check-ins today')}</p>
        <p className="hall-how">
          <Later shifts={later} />
        </p>
      </div>
    );
  return (
    <div className="hall-codes">
      <ul data-count={Math.min(open.length, EACH)}>
        {open.slice(page * EACH, (page + 1) * EACH).map(({ shift, code }) => (
          <li key={shift.id}>
            <div className="hall-qr">
              {now - at < GOOD_FOR ? <QRCodeSVG value={code!.qrText} size={1000} marginSize={2} /> : <p>{t('正在重新连接，请稍等，或请负责人点名', 'Connecting again. Wait a moment, or let the leader tick you off')}</p>}
            </div>
            <div className="hall-shift">
              <h2>{shift.activity.title}</h2>
              <p>{dot([`${clock(shift.startsAt)}–${clock(shift.endsAt)}`, shift.activity.place])}</p>
              {now - at < GOOD_FOR && <b className="hall-digits">{`${code!.digits.slice(0, 3)} ${code!.digits.slice(3)}`}</b>}
            </div>
          </li>
        ))}
      </ul>
      <p className="hall-how">
        <span>{t('到了、走时都扫一次；扫不了，输入数字', 'Scan when you come and when you go, or type the digits')}</span>
        {pages > 1 ? (
          <span>
            {page + 1} / {pages}
          </span>
        ) : (
          <Later shifts={later} />
        )}
      </p>
    </div>
  );
}

function Later({ shifts }: { shifts: Line[] }) {
  if (shifts.length === 0) return null;
  return (
    <span className="hall-soft">
      {t('稍后：', 'Later: ')}
      {shifts
        .slice(0, 3)
        .map(({ shift }) => `${clock(shift.startsAt)} ${shift.activity.title}`)
        .join(t('；', '; '))}
    </span>
  );
}
