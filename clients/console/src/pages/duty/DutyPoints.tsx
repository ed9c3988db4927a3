import { Button, Drawer, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { CloseDutyPointDocument, CreateDutyPointDocument, DutyPointsDocument, type DutyPointsQuery } from '@/gql/graphql';
import { Choose } from '@/patterns/Choose';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { useAct } from '@/patterns/useAct';
import { usePages } from '@/patterns/usePages';
import { put, useParam } from '@/route';
import { useCommunityId } from '@/viewer';
import { day, t } from '@/words';
import { DutySign } from './DutySign';
import { WhoCame } from './WhoCame';

type DutyPoint = DutyPointsQuery['dutyPoints']['edges'][number]['node'];

export default function DutyPoints() {
  const communityId = useCommunityId();
  const item = useParam('item');
  const came = useParam('came');
  const { run, busy } = useAct();
  const [adding, setAdding] = useState(false);
  const [closing, setClosing] = useState<DutyPoint | null>(null);
  const pages = usePages(['dutyPoints', communityId], async (after) => (await api.ask(DutyPointsDocument, { communityId, after })).dutyPoints);
  const shut = (id: string) => api.act(CloseDutyPointDocument, `closeDutyPoint:${id}`, { dutyPointId: id });
  const add = async (input: { name: string; place: string }) => {
    const point = await run(() => api.act(CreateDutyPointDocument, `dutyPoint:${communityId}`, { ...input, communityId }), {
      done: t('已设好', 'Set up'),
      stale: ['dutyPoints'],
      undo: { act: (point) => shut(point.id), done: t('已撤销，这个值守点没有了', 'Undone; the point is closed') },
    });
    if (point) setAdding(false);
  };
  const close = async () => {
    const { id } = closing!;
    if (await run(() => shut(id), { done: t('已关闭，签到记录都在', 'Closed; the check-ins stay'), stale: ['dutyPoints'] })) setClosing(null);
  };
  const needed = [{ required: true, whitespace: true, message: t('请填写', 'Please fill this in') }];
  return (
    <Page title={t('值守点', 'Duty points')} tools={<Button type="primary" onClick={() => setAdding(true)}>{t('新增值守点', 'New duty point')}</Button>}>
      <List
        pages={pages}
        empty={t('还没有值守点。设一个，在职党员就能来签到。', 'No duty points yet. Set one up, and party members can check in there.')}
        columns={[
          { title: t('名称', 'Name'), width: 220, render: (_, one) => <Choose to={{ item: one.id }}>{one.name}</Choose> },
          { title: t('在哪里', 'Where'), dataIndex: 'place', ellipsis: true },
          { title: t('何时设的', 'Since'), width: 140, render: (_, one) => day(one.createdAt) },
          {
            title: t('操作', 'Do'),
            width: 270,
            render: (_, one) => (
              <div className="row">
                <Button size="small" onClick={() => put({ item: one.id })}>{t('亮签到码', 'Show the code')}</Button>
                <Button size="small" onClick={() => put({ came: one.id })}>{t('谁来过', 'Who came')}</Button>
                <Button size="small" danger onClick={() => setClosing(one)}>{t('关闭', 'Close')}</Button>
              </div>
            ),
          },
        ]}
      />
      <Drawer size="100%" open={item !== null} destroyOnHidden onClose={() => put({ item: null })} title={t('值守签到', 'Duty check-in')}>
        {item && <DutySign id={item} />}
      </Drawer>
      <Drawer size={560} open={came !== null} destroyOnHidden onClose={() => put({ came: null })} title={t('谁来过', 'Who came')}>
        {came && <WhoCame id={came} />}
      </Drawer>
      <Modal open={adding} title={t('新增值守点', 'New duty point')} footer={null} destroyOnHidden onCancel={() => setAdding(false)}>
        <Form layout="vertical" onFinish={(input) => void add(input)}>
          <Form.Item name="name" label={t('名称', 'Name')} rules={needed}><Input autoFocus maxLength={30} placeholder={t('比如：东门岗', 'Such as: East gate')} /></Form.Item>
          <Form.Item name="place" label={t('在哪里', 'Where')} rules={needed}><Input maxLength={60} placeholder={t('让人找得到', 'So that people find it')} /></Form.Item>
          <Button type="primary" htmlType="submit" loading={busy}>{t('设好', 'Set it up')}</Button>
        </Form>
      </Modal>
      <Modal open={closing !== null} title={closing && t(`关闭“${closing.name}”？`, `Close “${closing.name}”?`)} okText={t('关闭', 'Close it')} cancelText={t('返回', 'Back')} okButtonProps={{ danger: true, loading: busy }} onOk={() => void close()} onCancel={() => setClosing(null)}>
        <p>{t('关闭后不能再开，签到记录都在。需要时另设一个。', 'It cannot be opened again; the check-ins stay. Set up another one when you need it.')}</p>
      </Modal>
    </Page>
  );
}
