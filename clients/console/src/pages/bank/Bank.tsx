import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input, InputNumber, Modal, Skeleton, Table, Tag } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { BankDocument, OfferGoodsDocument, RestockGoodsDocument, SetGoodsOfferedDocument, type GoodsLineFragment } from '@/gql/graphql';
import { Bars, Stacked } from '@/patterns/charts';
import { Fault, Page } from '@/patterns/Page';
import { Legend } from '@/patterns/Weeks';
import { useAct } from '@/patterns/useAct';
import { link } from '@/route';
import { useCommunityId, useViewer } from '@/viewer';
import { day, dot, t, w } from '@/words';

/** The sheet, what is on the shelf, and by which rules points come. */
export default function Bank() {
  const communityId = useCommunityId();
  const manages = useViewer().abilities.includes('MANAGE_BANK');
  const { run, busy } = useAct();
  const [offering, setOffering] = useState(false);
  const [restocking, setRestocking] = useState<GoodsLineFragment | null>(null);
  const bank = useQuery({ queryKey: ['bank', communityId], queryFn: async () => (await api.ask(BankDocument, { communityId })).moralBank });
  if (bank.error) return <Page title={t('道德银行', 'Moral bank')}><Fault fault={bank.error} again={() => void bank.refetch()} /></Page>;
  if (bank.isPending) return <Page title={t('道德银行', 'Moral bank')}><Skeleton active /></Page>;
  const { balanceSheet: sheet, rules, goods } = bank.data;
  const rows = goods.edges.map((edge) => edge.node);
  const offer = async (input: { name: string; pricePoints: number; pieces: number; pickUp: string; limitPerPerson?: number; text?: string }) => {
    if (await run(() => api.act(OfferGoodsDocument, 'offerGoods', { ...input, communityId }), { done: t('已上架', 'Offered'), stale: ['bank'] })) setOffering(false);
  };
  const setOffered = (goodsId: string, offered: boolean) => api.act(SetGoodsOfferedDocument, `offered:${goodsId}:${offered}`, { goodsId, offered });
  const offerAgain = ({ id, name, offered }: GoodsLineFragment) =>
    run(() => setOffered(id, !offered), {
      done: offered ? t(`${name}已下架`, `${name} is taken off`) : t(`${name}已上架`, `${name} is offered`),
      stale: ['bank'],
      undo: { act: () => setOffered(id, offered), done: offered ? t(`${name}又上架了`, `${name} is offered again`) : t(`${name}又下架了`, `${name} is taken off again`) },
    });
  const restock = async ({ pieces }: { pieces: number }) => {
    const id = restocking!.id;
    if (await run(() => api.act(RestockGoodsDocument, `restock:${id}`, { goodsId: id, pieces }), { done: t('已入库', 'Restocked'), stale: ['bank'] })) setRestocking(null);
  };
  const booked = link('/sheets', { kind: 'ENTRIES' });
  const figures: [string, number, string][] = [
    [t('共发放', 'Issued'), sheet.issued, booked],
    [t('在大家手里', 'With members'), sheet.withMembers, link('/residents')],
    [t('已兑换，等领取', 'On hold'), sheet.onHold, link('/counter')],
    [t('已兑换', 'Redeemed'), sheet.redeemed, link('/sheets', { kind: 'HANDED_OUT' })],
    [t('已失效', 'Expired'), sheet.expired, booked],
  ];
  return (
    <Page title={t('道德银行', 'Moral bank')} tools={manages && <Button type="primary" onClick={() => setOffering(true)}>{t('上架物品', 'Offer goods')}</Button>}>
      <div className="stack">
        {!sheet.addsUp && <Alert type="error" showIcon title={t('账目不平，请联系管理员', 'The sheet does not add up. Tell your administrator')} />}
        <div className="paper stack">
          <div className="figures">
            {figures.map(([name, value, href]) => (
              <a className="figure" key={name} href={manages ? href : undefined}><span className="soft">{name}</span><b>{value}</b></a>
            ))}
          </div>
          <Stacked
            label={t('发放的积分去了哪里', 'Where the points went')}
            parts={[
              { name: t('在手里', 'with members'), value: sheet.withMembers, color: 'var(--accent)' },
              { name: t('等领取', 'on hold'), value: sheet.onHold, color: 'var(--wait)' },
              { name: t('已兑换', 'redeemed'), value: sheet.redeemed, color: 'var(--good)' },
              { name: t('失效', 'expired'), value: sheet.expired, color: 'var(--soft)' },
            ]}
          />
          <span className="soft">{t('发放 = 在手里 + 等领取 + 已兑换 + 失效', 'issued = with members + on hold + redeemed + expired')} {sheet.addsUp && '✓'}</span>
        </div>
        <div className="paper stack">
          <h2>{t('物品', 'Goods')}</h2>
          <Legend
            parts={[
              { name: t('架上', 'On the shelf'), value: sheet.goods.onShelf, color: 'var(--second)' },
              { name: t('等领取', 'On hold'), value: sheet.goods.onHold, color: 'var(--wait)', href: manages ? link('/counter') : undefined },
              { name: t('已领', 'Handed out'), value: sheet.goods.handedOut, color: 'var(--good)', href: manages ? link('/sheets', { kind: 'HANDED_OUT' }) : undefined },
            ]}
          />
          <Bars
            label={t('每样物品：架上、等领取、已领', 'Goods: on the shelf, on hold, handed out')}
            rows={rows.map((one) => ({
              name: one.name,
              parts: [
                { name: t('架上', 'on the shelf'), value: one.stock.onShelf, color: 'var(--second)' },
                { name: t('等领取', 'on hold'), value: one.stock.onHold, color: 'var(--wait)' },
                { name: t('已领', 'handed out'), value: one.stock.handedOut, color: 'var(--good)' },
              ],
            }))}
          />
          <Table
            size="small"
            rowKey="id"
            pagination={false}
            dataSource={rows}
            locale={{ emptyText: t('货架还空着。', 'The shelf is empty.') }}
            columns={[
              { title: t('物品', 'Goods'), render: (_, one) => <>{one.name} {!one.offered && <Tag>{t('未上架', 'not offered')}</Tag>}</> },
              { title: t('积分', 'Points'), dataIndex: 'pricePoints', align: 'right', width: 80 },
              { title: t('架上', 'On the shelf'), align: 'right', width: 90, render: (_, one) => (one.stock.onShelf === 0 ? <Tag color="orange">0</Tag> : one.stock.onShelf) },
              { title: t('等领取', 'On hold'), align: 'right', width: 90, render: (_, one) => <a href={link('/counter')}>{one.stock.onHold}</a> },
              { title: t('已领', 'Handed out'), align: 'right', width: 90, render: (_, one) => one.stock.handedOut },
              { title: t('在哪里领', 'Where'), dataIndex: 'pickUp', ellipsis: true },
              {
                title: '',
                width: 180,
                render: (_, one) =>
                  manages && (
                    <div className="row">
                      <Button size="small" onClick={() => setRestocking(one)}>{t('入库', 'Restock')}</Button>
                      <Button size="small" loading={busy} onClick={() => void offerAgain(one)}>
                        {one.offered ? t('下架', 'Take off') : t('上架', 'Put on')}
                      </Button>
                    </div>
                  ),
              },
            ]}
          />
        </div>
        <div className="paper">
          <h2>{t('积分怎么来', 'How points come')}</h2>
          <Table
            size="small"
            rowKey="id"
            pagination={false}
            dataSource={rules}
            columns={[
              { title: t('做什么', 'For what'), render: (_, rule) => rule.deed ?? w('Behaviour', rule.behaviour) },
              { title: t('积分', 'Points'), dataIndex: 'points', align: 'right', width: 80 },
              { title: t('上限', 'At most'), width: 200, render: (_, rule) => dot([!!rule.dayCap && t(`每天${rule.dayCap}`, `${rule.dayCap} a day`), !!rule.monthCap && t(`每月${rule.monthCap}`, `${rule.monthCap} a month`)]) || '—' },
              { title: t('自', 'Since'), width: 140, render: (_, rule) => day(rule.validFrom) },
              { title: t('版本', 'Version'), dataIndex: 'version', align: 'right', width: 80 },
            ]}
          />
        </div>
      </div>
      <Modal open={offering} title={t('上架物品', 'Offer goods')} footer={null} destroyOnHidden onCancel={() => setOffering(false)}>
        <Form layout="vertical" onFinish={(input) => void offer(input)}>
          <Form.Item name="name" label={t('名称', 'Name')} rules={[{ required: true }]}><Input maxLength={40} /></Form.Item>
          <div className="row">
            <Form.Item name="pricePoints" label={t('积分', 'Points')} rules={[{ required: true }]}><InputNumber min={1} max={100000} /></Form.Item>
            <Form.Item name="pieces" label={t('件数', 'Pieces')} rules={[{ required: true }]}><InputNumber min={1} max={100000} /></Form.Item>
            <Form.Item name="limitPerPerson" label={t('每人限', 'Each person')}><InputNumber min={1} max={1000} /></Form.Item>
          </div>
          <Form.Item name="pickUp" label={t('何时何地领', 'Where and when')} rules={[{ required: true }]}><Input maxLength={100} /></Form.Item>
          <Form.Item name="text" label={t('说明', 'About it')}><Input.TextArea maxLength={500} /></Form.Item>
          <Button type="primary" htmlType="submit" loading={busy}>{t('上架', 'Offer')}</Button>
        </Form>
      </Modal>
      <Modal open={restocking !== null} title={restocking?.name} footer={null} destroyOnHidden onCancel={() => setRestocking(null)}>
        <Form layout="vertical" onFinish={(input) => void restock(input)}>
          <Form.Item name="pieces" label={t('新到几件', 'How many came')} rules={[{ required: true }]}><InputNumber autoFocus min={1} max={100000} /></Form.Item>
          <Button type="primary" htmlType="submit" loading={busy}>{t('入库', 'Restock')}</Button>
        </Form>
      </Modal>
    </Page>
  );
}
