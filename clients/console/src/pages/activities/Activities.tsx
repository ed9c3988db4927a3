import { Button, Drawer, Form, Input, Modal, Segmented, Tag } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { ActivitiesDocument, CancelActivityDocument, type ActivitiesQuery } from '@/gql/graphql';
import { Choose } from '@/patterns/Choose';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { useAct } from '@/patterns/useAct';
import { usePages } from '@/patterns/usePages';
import { put, useParam } from '@/route';
import { useCommunityId } from '@/viewer';
import { span, t, w } from '@/words';
import { ActivityForm } from './ActivityForm';
import { Shift } from './Shift';

export type Activity = ActivitiesQuery['activities']['edges'][number]['node'];

export default function Activities() {
  const communityId = useCommunityId();
  const shift = useParam('shift');
  const past = useParam('past') !== null;
  const { run, busy } = useAct();
  const [writing, setWriting] = useState<Activity | 'new' | null>(null);
  const [callingOff, setCallingOff] = useState<Activity | null>(null);
  const pages = usePages(['activities', communityId, past], async (after) => (await api.ask(ActivitiesDocument, { communityId, past, after })).activities);
  const callOff = async (reason: string) => {
    const activity = callingOff!;
    const done = await run(() => api.act(CancelActivityDocument, `cancelActivity:${activity.id}`, { activityId: activity.id, reason }), {
      done: t('已取消，报名的人都会收到消息', 'Called off; everybody who signed up is told'),
      stale: ['activities'],
    });
    if (done) setCallingOff(null);
  };
  return (
    <Page
      title={t('活动', 'Activities')}
      tools={
        <>
          <span data-filter>
            <Segmented aria-label={t('看哪些', 'Which')} value={past ? 'past' : ''} options={[{ value: '', label: t('接下来', 'Ahead') }, { value: 'past', label: t('办过的', 'Past') }]} onChange={(value) => put({ past: value && '1', shift: null })} />
          </span>
          <Button type="primary" onClick={() => setWriting('new')}>
            {t('发起活动', 'New activity')}
          </Button>
        </>
      }
    >
      <List
        pages={pages}
        empty={past ? t('还没有办过活动。', 'No activities have been held yet.') : t('近期没有活动。发起一次，居民马上就能报名。', 'No activities ahead. Begin one, and people can sign up at once.')}
        columns={[
          { title: t('活动', 'Activity'), dataIndex: 'title', width: 240, render: (title: string, one) => <>{title} {one.cancelledAt && <Tag>{t('已取消', 'Called off')}</Tag>}</> },
          { title: t('地点', 'Place'), dataIndex: 'place', width: 180, ellipsis: true },
          { title: t('谁能报名', 'For whom'), width: 150, render: (_, one) => one.team?.name ?? w('ActivityAudience', one.audience) },
          {
            title: t('班次（点开看名单、点名、签到码）', 'Shifts (open for the roster, roll-call and code)'),
            render: (_, one) =>
              one.shifts.map((each) => (
                <div key={each.id}>
                  <Choose to={{ shift: each.id }}>{span(each.startsAt, each.endsAt)}</Choose>{' '}
                  <span className="soft">
                    {each.taken}/{each.capacity}
                    {each.waiting > 0 && t(`，${each.waiting}人排队`, `, ${each.waiting} in line`)}
                  </span>
                </div>
              )),
          },
          {
            title: '',
            width: 190,
            render: (_, one) => (
              <div className="row">
                <Button size="small" onClick={() => setWriting(one)}>{t('照样再办', 'Copy to next week')}</Button>
                {!past && !one.cancelledAt && <Button size="small" danger onClick={() => setCallingOff(one)}>{t('取消', 'Call off')}</Button>}
              </div>
            ),
          },
        ]}
        width={1000}
      />
      <Drawer size={620} open={writing !== null} destroyOnHidden onClose={() => setWriting(null)} title={t('发起活动', 'New activity')}>
        {writing && <ActivityForm like={writing === 'new' ? null : writing} done={() => setWriting(null)} />}
      </Drawer>
      <Drawer size={900} open={shift !== null} destroyOnHidden onClose={() => put({ shift: null })} title={t('班次', 'Shift')}>
        {shift && <Shift id={shift} />}
      </Drawer>
      <Modal open={callingOff !== null} title={callingOff?.title} footer={null} destroyOnHidden onCancel={() => setCallingOff(null)}>
        <Form layout="vertical" onFinish={({ reason }: { reason: string }) => void callOff(reason)}>
          <Form.Item name="reason" label={t('为什么取消？报名的人会看到', 'Why? Those who signed up will read it')} rules={[{ required: true, whitespace: true }]}>
            <Input.TextArea autoFocus maxLength={200} rows={3} />
          </Form.Item>
          <Button danger type="primary" htmlType="submit" loading={busy}>{t('取消活动', 'Call off')}</Button>
        </Form>
      </Modal>
    </Page>
  );
}
