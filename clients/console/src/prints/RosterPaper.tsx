import { fullSpan, name, t } from '@/words';
import { Empty, ListToSign } from './ListToSign';

interface Shift {
  startsAt: string;
  endsAt: string;
  capacity: number;
  taken: number;
  activity: { title: string; place: string };
  roster?: { edges: { node: { id: string; state: string; position?: number | null; member: { shownName: string } } }[] } | null;
}

const FREE_LINES = 5;

/** Who signed up for a shift, to be signed when they come. Whoever looks for their own name finds it by its order. */
export function RosterPaper({ shift }: { shift: Shift }) {
  const all = shift.roster?.edges.map((edge) => edge.node) ?? [];
  const seats = all.filter((one) => one.state !== 'WAITING').sort((a, b) => a.member.shownName.localeCompare(b.member.shownName, 'zh'));
  const waiting = all.filter((one) => one.state === 'WAITING');
  const free = Math.min(FREE_LINES, Math.max(0, shift.capacity - shift.taken));
  return (
    <ListToSign
      title={t(`${shift.activity.title} · 签到表`, `${shift.activity.title}: list to sign`)}
      about={[
        fullSpan(shift.startsAt, shift.endsAt),
        shift.activity.place,
        t(`报名${shift.taken}人，共${shift.capacity}个名额`, `${shift.taken} of ${shift.capacity} seats taken`),
      ]}
      columns={[
        { name: t('姓名', 'Name'), width: 34 },
        { name: t('签名', 'Signature') },
        { name: t('到', 'In'), width: 20 },
        { name: t('离开', 'Out'), width: 20 },
        { name: t('备注', 'Remarks'), width: 32 },
      ]}
    >
      {seats.map((one, index) => (
        <tr key={one.id}>
          <td className="number">{index + 1}</td>
          <td>{name(one.member)}</td>
          <Empty count={4} />
        </tr>
      ))}
      {Array.from({ length: free }, (_, index) => (
        <tr key={index}>
          <td className="number">{seats.length + index + 1}</td>
          <Empty count={5} />
        </tr>
      ))}
      {waiting.length > 0 && (
        <tr className="of">
          <td colSpan={6}>{t('排队的人：有空位时按这个顺序', 'In line: in this order, if a seat is free')}</td>
        </tr>
      )}
      {waiting.map((one) => (
        <tr key={one.id}>
          <td className="number">{one.position}</td>
          <td>{name(one.member)}</td>
          <Empty count={4} />
        </tr>
      ))}
    </ListToSign>
  );
}
