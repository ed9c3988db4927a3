import { comma, fullDay, name, t } from '@/words';
import { Empty, ListToSign } from './ListToSign';

interface Waiting {
  id: string;
  goodsName: string;
  pickUp: string;
  quantity: number;
  redeemedAt: string;
  member: { shownName: string };
}

/** What waits to be fetched, goods by goods, to be signed for. The code is with the member alone, so that they show it. */
export function PickUpPaper({ community, rows }: { community: string; rows: Waiting[] }) {
  const goods = new Map<string, Waiting[]>();
  for (const row of rows) {
    const key = `${row.goodsName}\n${row.pickUp}`;
    goods.set(key, [...(goods.get(key) ?? []), row]);
  }
  const pieces = (some: Waiting[]) => some.reduce((sum, row) => sum + row.quantity, 0);
  let number = 0;
  return (
    <ListToSign
      title={t(`${community} · 领取登记表`, `${community}: goods to be fetched`)}
      about={[
        comma([...goods.values()].map((some) => t(`${some[0]!.goodsName} ${pieces(some)}件`, `${some[0]!.goodsName}: ${pieces(some)}`))),
        t('请居民出示领取码。没有网络时把八位数字抄下，过后在兑换台补记。', 'Ask for the pick-up code. Without network write its eight digits down, and enter them at the counter later.'),
      ]}
      columns={[
        { name: t('姓名', 'Name'), width: 30 },
        { name: t('件数', 'Pieces'), width: 20 },
        { name: t('兑换日期', 'Redeemed'), width: 38 },
        { name: t('领取码', 'Code'), width: 34 },
        { name: t('签名', 'Signature') },
      ]}
    >
      {[...goods].map(([key, some]) => [
        <tr className="of" key={key}>
          <td colSpan={6}>{t(`${some[0]!.goodsName}，${pieces(some)}件。${some[0]!.pickUp}`, `${some[0]!.goodsName}, ${pieces(some)} in all. ${some[0]!.pickUp}`)}</td>
        </tr>,
        ...[...some]
          .sort((a, b) => a.member.shownName.localeCompare(b.member.shownName, 'zh'))
          .map((row) => (
            <tr key={row.id}>
              <td className="number">{(number += 1)}</td>
              <td>{name(row.member)}</td>
              <td>{row.quantity}</td>
              <td>{fullDay(row.redeemedAt)}</td>
              <Empty count={2} />
            </tr>
          )),
      ])}
    </ListToSign>
  );
}
