import { Alert, Button, Input, Modal, Tag, type InputRef } from 'antd';
import { useRef, useState } from 'react';
import { dayOf } from 'shared/time';
import { digitsIn } from 'shared/typed';
import { api } from '@/api';
import { CancelRedemptionDocument, HandOutGoodsDocument, MakeHandedOutSpreadsheetDocument, RedemptionByCodeDocument, RedemptionsWaitingDocument, type RedemptionLineFragment, type RedemptionsWaitingQuery } from '@/gql/graphql';
import { Camera } from '@/patterns/Camera';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { Photos } from '@/patterns/Photos';
import { Sheet } from '@/patterns/Sheet';
import { useAct } from '@/patterns/useAct';
import { usePages } from '@/patterns/usePages';
import { PickUpPaper } from '@/prints/PickUpPaper';
import { Print } from '@/prints/Print';
import { useCommunity, useCommunityId } from '@/viewer';
import { moment, since, t } from '@/words';

/** What goes over the counter: several pieces are not overlooked. */
const pieces = ({ goodsName, quantity }: { goodsName: string; quantity: number }): string => (quantity === 1 ? goodsName : t(`${goodsName} ${quantity}件`, `${quantity} × ${goodsName}`));

async function allWaiting(communityId: string) {
  const rows = [];
  for (let after: string | null | undefined = null, more = true; more; ) {
    const { edges, pageInfo }: RedemptionsWaitingQuery['redemptionsWaiting'] = (await api.ask(RedemptionsWaitingDocument, { communityId, after })).redemptionsWaiting;
    rows.push(...edges.map(({ node }) => node));
    [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
  }
  return rows;
}

/** Scan (a USB scanner types and presses Enter), look, Enter: handed out, and the next. */
export default function Counter() {
  const communityId = useCommunityId();
  const community = useCommunity()!;
  const { run, busy } = useAct();
  const input = useRef<InputRef>(null);
  const [typed, setTyped] = useState('');
  const [held, setHeld] = useState<{ code: string; redemption: RedemptionLineFragment } | null>(null);
  const [camera, setCamera] = useState(false);
  const [told, setTold] = useState<{ good: boolean; text: string } | null>(null);
  const [cancelling, setCancelling] = useState<RedemptionLineFragment | null>(null);
  const [reason, setReason] = useState('');
  const pages = usePages(['redemptionsWaiting', communityId], async (after) => (await api.ask(RedemptionsWaitingDocument, { communityId, after })).redemptionsWaiting);
  const next = () => {
    setTyped('');
    setHeld(null);
    input.current?.focus();
  };
  const enter = async () => {
    if (busy) return;
    if (held) return handOut();
    await look(digitsIn(typed, 20));
  };
  /** What the camera reads is only looked at: whether it is handed out, the person at the counter says. */
  const read = (text: string) => {
    if (held || busy || !/^\d{8}$/.test(text)) return;
    setTyped(text);
    input.current?.focus();
    void look(text);
  };
  const look = async (code: string) => {
    if (code.length === 0) return;
    setTold(null);
    try {
      const { redemptionByCode } = await api.ask(RedemptionByCodeDocument, { code, communityId });
      setHeld({ code, redemption: redemptionByCode });
    } catch (failure) {
      setTold({ good: false, text: (failure as Error).message });
      setTyped('');
    }
  };
  const handOut = async () => {
    if (!held) return;
    const done = await run(() => api.act(HandOutGoodsDocument, `handOut:${held.code}`, { code: held.code, communityId }), { stale: ['redemptionsWaiting', 'bank'] });
    if (done) setTold({ good: true, text: t(`${done.member.shownName} 的${pieces(done)}已领走`, `${pieces(done)} handed to ${done.member.shownName}`) });
    next();
  };
  const cancel = async () => {
    const one = cancelling!;
    if (await run(() => api.act(CancelRedemptionDocument, `cancelRedemption:${one.id}`, { redemptionId: one.id, reason: reason.trim() }), { done: t('已取消，积分退回', 'Cancelled; the points are back'), stale: ['redemptionsWaiting', 'bank'] })) setCancelling(null);
  };
  return (
    <Page
      title={t('兑换台', 'Counter')}
      tools={
        <>
          <Print label={t('打印领取登记表', 'Print what waits, to sign')} name={t(`领取登记表 ${dayOf(Date.now())}`, `Goods to be fetched ${dayOf(Date.now())}`)} paper="list" draw={async () => <PickUpPaper community={community.name} rows={await allWaiting(communityId)} />} />
          <Sheet label={t('今天领走的清单', 'Handed out today')} make={() => api.act(MakeHandedOutSpreadsheetDocument, `handedOut:${communityId}`, { communityId, day: dayOf(Date.now()) })} />
        </>
      }
    >
      <div className="list" style={{ height: '100%' }}>
        <div className="paper stack">
          <div className="row" style={{ flexWrap: 'nowrap' }}>
            <Input ref={input} autoFocus size="large" value={typed} readOnly={held !== null} inputMode="numeric" placeholder={t('扫领取码，或输入八位数字后回车', 'Scan the code, or type eight digits and Enter')} onChange={(event) => setTyped(event.target.value)} onPressEnter={() => void enter()} onKeyDown={(event) => event.key === 'Escape' && next()} />
            <Button size="large" type="primary" loading={busy} onClick={() => void enter()}>{held ? t('交给居民', 'Hand out') : t('查看', 'Look')} <kbd>Enter</kbd></Button>
            {!held && <Button size="large" aria-pressed={camera} onClick={() => setCamera(!camera)}>{camera ? t('关摄像头', 'Camera off') : t('用摄像头扫', 'Use the camera')}</Button>}
            {held && <Button size="large" onClick={next}>{t('不是这件', 'Not this')} <kbd>Esc</kbd></Button>}
          </div>
          {(camera || held) && (
            <div className="row" style={{ gap: 24 }}>
              {camera && <Camera found={read} close={() => setCamera(false)} />}
              {held && <Photos photos={held.redemption.goods?.photos ?? []} />}
              {held && (
                <div>
                  <div style={{ fontSize: 28, fontWeight: 600 }}>{pieces(held.redemption)}</div>
                  <div>{held.redemption.member.shownName} · {t(`${held.redemption.points}分`, `${held.redemption.points} points`)} · {moment(held.redemption.redeemedAt)}</div>
                </div>
              )}
            </div>
          )}
          {told && <Alert type={told.good ? 'success' : 'warning'} showIcon title={told.text} />}
        </div>
        <div style={{ flex: 1, minHeight: 0 }}>
          <List
            pages={pages}
            empty={t('没有等待领取的物品。', 'Nothing waits to be fetched.')}
            columns={[
              { title: t('物品', 'Goods'), render: (_, one) => one.goodsName },
              { title: t('件数', 'Pieces'), width: 80, align: 'right', dataIndex: 'quantity' },
              { title: t('谁', 'Who'), width: 120, render: (_, one) => one.member.shownName },
              { title: t('积分', 'Points'), width: 80, align: 'right', dataIndex: 'points' },
              { title: t('等了', 'Waits since'), width: 120, render: (_, one) => since(one.redeemedAt) },
              { title: t('在哪里领', 'Where'), dataIndex: 'pickUp', ellipsis: true },
              { title: '', width: 100, render: (_, one) => (one.state === 'HELD' ? <Button size="small" onClick={() => (setReason(''), setCancelling(one))}>{t('取消', 'Cancel')}</Button> : <Tag>{one.state}</Tag>) },
            ]}
          />
        </div>
      </div>
      <Modal open={cancelling !== null} title={cancelling && `${cancelling.goodsName} · ${cancelling.member.shownName}`} okText={t('取消兑换', 'Cancel it')} cancelText={t('返回', 'Back')} okButtonProps={{ disabled: !reason.trim(), loading: busy, danger: true }} onOk={() => void cancel()} onCancel={() => setCancelling(null)}>
        <Input.TextArea value={reason} maxLength={200} placeholder={t('为什么？本人会看到', 'Why? They will read it')} onChange={(event) => setReason(event.target.value)} />
      </Modal>
    </Page>
  );
}
