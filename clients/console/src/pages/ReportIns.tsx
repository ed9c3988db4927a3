import { Button, Form, Input, Modal, Segmented } from 'antd';
import { useState, type ReactNode } from 'react';
import { api } from '@/api';
import { AcceptReportInDocument, EndReportInDocument, RefuseReportInDocument, ReportInQueueDocument, ReportInsDocument, type ReportInsQuery } from '@/gql/graphql';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { Queue } from '@/patterns/Queue';
import { useAct } from '@/patterns/useAct';
import { usePages } from '@/patterns/usePages';
import { put, useParam } from '@/route';
import { useCommunityId } from '@/viewer';
import { day, moment, name, since, t } from '@/words';

export default function ReportIns() {
  const active = useParam('tab') === 'active';
  const tabs = <Segmented value={active ? 'active' : ''} options={[{ value: '', label: t('等待接收', 'Waiting') }, { value: 'active', label: t('已报到', 'Active') }]} onChange={(value) => put({ tab: value || null })} />;
  return (
    <Page title={t('党员报到', 'Report-ins')} tools={tabs}>
      {active ? <Active /> : <Waiting />}
    </Page>
  );
}

function Waiting(): ReactNode {
  const communityId = useCommunityId();
  const pages = usePages(['reportIns', communityId], async (after) => (await api.ask(ReportInQueueDocument, { communityId, after })).reportInQueue, 25_000);
  return (
    <Queue
      pages={pages}
      empty={t('没有等待接收的报到。', 'No report-ins wait.')}
      line={(one) => ({ title: name(one.member), aside: since(one.askedAt), under: one.unit.name })}
      item={(one) => (
        <div className="stack">
          <h1>{name(one.member)}</h1>
          <p style={{ fontSize: 16 }}>{t(`在职单位：${one.unit.name}`, `Unit: ${one.unit.name}`)}</p>
          <p className="soft">{t(`${moment(one.askedAt)} 申请到本社区报到`, `Asked ${moment(one.askedAt)} to report in here`)}</p>
        </div>
      )}
      decisions={[
        { key: 'a', label: t('接收', 'Accept'), primary: true, decide: (one) => api.act(AcceptReportInDocument, `acceptReportIn:${one.id}`, { reportInId: one.id }) },
        { key: 'r', label: t('不接收', 'Refuse'), danger: true, reasons: [t('不住在本社区', 'Does not live here'), t('请先核对单位信息', 'Please check your unit first')], decide: (one, reason) => api.act(RefuseReportInDocument, `refuseReportIn:${one.id}`, { reportInId: one.id, reason }) },
      ]}
    />
  );
}

type ReportIn = ReportInsQuery['reportIns']['edges'][number]['node'];

/** Who serves here now. */
function Active() {
  const communityId = useCommunityId();
  const { run, busy } = useAct();
  const [ending, setEnding] = useState<ReportIn | null>(null);
  const pages = usePages(['activeReportIns', communityId], async (after) => (await api.ask(ReportInsDocument, { communityId, after })).reportIns);
  const end = async ({ reason }: { reason: string }) => {
    const { id } = ending!;
    if (await run(() => api.act(EndReportInDocument, `endReportIn:${id}`, { reportInId: id, reason }), { done: t('已结束，本人会收到消息', 'Ended; they are told'), stale: ['activeReportIns'] })) setEnding(null);
  };
  return (
    <>
      <List
        pages={pages}
        empty={t('还没有党员在这里报到。', 'Nobody has reported in here yet.')}
        columns={[
          { title: t('谁', 'Who'), width: 160, render: (_, one) => name(one.member) },
          { title: t('在职单位', 'Unit'), render: (_, one) => one.unit.name },
          { title: t('接收', 'Accepted'), width: 160, render: (_, one) => one.acceptedAt && day(one.acceptedAt) },
          { title: t('操作', 'Do'), width: 140, render: (_, one) => <Button size="small" danger onClick={() => setEnding(one)}>{t('结束报到', 'End it')}</Button> },
        ]}
      />
      <Modal open={ending !== null} title={ending && t(`结束${name(ending.member)}的报到`, `End the report-in of ${name(ending.member)}`)} footer={null} destroyOnHidden onCancel={() => setEnding(null)}>
        <Form layout="vertical" onFinish={(input) => void end(input)}>
          <Form.Item name="reason" label={t('原因，本人会看到', 'Why; they will read it')} rules={[{ required: true, whitespace: true, message: t('请填写', 'Please fill this in') }]}><Input.TextArea autoFocus rows={3} maxLength={200} /></Form.Item>
          <Button danger type="primary" htmlType="submit" loading={busy}>{t('结束报到', 'End it')}</Button>
        </Form>
      </Modal>
    </>
  );
}
