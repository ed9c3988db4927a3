import { Button, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { api } from '@/api';
import { CancelActivityDocument, CreateActivityDocument, type ActivityAudience } from '@/gql/graphql';
import { useAct } from '@/patterns/useAct';
import { useCommunityId } from '@/viewer';
import { options, t } from '@/words';
import type { Activity } from './Activities';

interface Written {
  title: string;
  place: string;
  text: string;
  audience: ActivityAudience;
  shifts: { time: [Dayjs, Dayjs]; capacity: number }[];
}

const WEEK = 7 * 86_400_000;

/** A new activity, or one like another: at the same times of the next week that is still ahead. */
export function ActivityForm({ like, done }: { like: Activity | null; done(): void }) {
  const communityId = useCommunityId();
  const { run, busy } = useAct();
  const begin = dayjs().add(1, 'day').hour(9).minute(0).second(0).millisecond(0);
  const later = like ? Math.max(1, Math.ceil((Date.now() - Date.parse(like.startsAt)) / WEEK)) * 7 : 0;
  const initial: Written = like
    ? {
        title: like.title,
        place: like.place,
        text: like.text,
        audience: like.audience === 'TEAM' ? 'HELPERS' : like.audience,
        shifts: like.shifts.map((shift) => ({ time: [dayjs(shift.startsAt).add(later, 'day'), dayjs(shift.endsAt).add(later, 'day')], capacity: shift.capacity })),
      }
    : { title: '', place: '', text: '', audience: 'HELPERS', shifts: [{ time: [begin, begin.add(2, 'hour')], capacity: 10 }] };
  const create = async ({ shifts, ...written }: Written) => {
    const input = { ...written, communityId, shifts: shifts.map(({ time: [from, to], capacity }) => ({ startsAt: from.toISOString(), endsAt: to.toISOString(), capacity })) };
    const created = await run(() => api.act(CreateActivityDocument, 'createActivity', input), {
      done: t('已发布，可以报名了', 'Published; people can sign up'),
      stale: ['activities'],
      undo: {
        label: t('发错了，取消活动', 'A mistake: call it off'),
        act: ({ id }) => api.act(CancelActivityDocument, `cancelActivity:${id}`, { activityId: id, reason: t('发错了', 'Published by mistake') }),
        done: t('已取消', 'Called off'),
      },
    });
    if (created) done();
  };
  const needed = [{ required: true, message: t('请填写', 'Please fill this in') }];
  return (
    <Form<Written> layout="vertical" initialValues={initial} onFinish={(written) => void create(written)}>
      <Form.Item name="title" label={t('名称', 'Title')} rules={needed}><Input maxLength={40} /></Form.Item>
      <Form.Item name="place" label={t('地点', 'Place')} rules={needed}><Input maxLength={60} /></Form.Item>
      <Form.Item name="text" label={t('做什么，带什么', 'What to do, what to bring')} rules={needed}><Input.TextArea rows={4} maxLength={1000} /></Form.Item>
      <Form.Item name="audience" label={t('谁能报名', 'For whom')}>
        <Select options={options<ActivityAudience>('ActivityAudience').filter(({ value }) => value !== 'TEAM')} />
      </Form.Item>
      <Form.List name="shifts">
        {(fields, { add, remove }) => (
          <>
            <h3>{t('班次和人数', 'Shifts and seats')}</h3>
            {fields.map((field) => (
              <div className="row" key={field.key} style={{ alignItems: 'start' }}>
                <Form.Item name={[field.name, 'time']} rules={needed}><DatePicker.RangePicker showTime={{ format: 'HH:mm', minuteStep: 5 }} format="YYYY-MM-DD HH:mm" /></Form.Item>
                <Form.Item name={[field.name, 'capacity']} rules={needed}><InputNumber min={1} max={1000} suffix={t('人', 'seats')} /></Form.Item>
                {fields.length > 1 && <Button type="link" onClick={() => remove(field.name)}>{t('去掉', 'Remove')}</Button>}
              </div>
            ))}
            <Form.Item><Button onClick={() => add({ time: [begin, begin.add(2, 'hour')], capacity: 10 })}>{t('加一个班次', 'Another shift')}</Button></Form.Item>
          </>
        )}
      </Form.List>
      <Button type="primary" htmlType="submit" size="large" loading={busy}>{t('发布', 'Publish')}</Button>
    </Form>
  );
}
