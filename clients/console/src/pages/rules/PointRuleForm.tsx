import { Button, DatePicker, Form, Input, InputNumber, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { api } from '@/api';
import { SetPointRuleDocument, type Behaviour, type PointRuleLineFragment } from '@/gql/graphql';
import { useAct } from '@/patterns/useAct';
import { useCommunityId } from '@/viewer';
import { options, t, w } from '@/words';

interface Written {
  behaviour: Behaviour;
  deed?: string;
  points: number;
  dayCap?: number | null;
  monthCap?: number | null;
  validFrom?: Dayjs | null;
}

/** The next version of a rule, or the first of a new one. */
export function PointRuleForm({ rule, close }: { rule: PointRuleLineFragment | 'new' | null; close(): void }) {
  const communityId = useCommunityId();
  const { run, busy } = useAct();
  const known = rule === 'new' ? null : rule;
  const save = async ({ behaviour, deed, points, dayCap, monthCap, validFrom }: Written) => {
    const of = known ?? { behaviour, deed: deed?.trim() };
    const input = { communityId, behaviour: of.behaviour, deed: of.behaviour === 'DEED' ? of.deed : null, points, dayCap, monthCap, validFrom: validFrom?.toISOString() ?? null };
    const done = await run(() => api.act(SetPointRuleDocument, `pointRule:${communityId}:${of.behaviour}:${of.deed ?? ''}`, input), {
      done: validFrom ? t('到时起算', 'It counts from then on') : t('已生效', 'It counts now'),
      stale: ['pointRules', 'pastRules', 'bank', 'deedRules'],
    });
    if (done) close();
  };
  return (
    <Modal open={rule !== null} footer={null} destroyOnHidden onCancel={close} title={known ? t(`改规则：${known.deed ?? w('Behaviour', known.behaviour)}`, `Change: ${known.deed ?? w('Behaviour', known.behaviour)}`) : t('新的规则', 'New rule')}>
      <Form<Written> layout="vertical" initialValues={known ? { points: known.points, dayCap: known.dayCap, monthCap: known.monthCap } : { behaviour: 'DEED' }} onFinish={(written) => void save(written)}>
        {!known && (
          <>
            <Form.Item name="behaviour" label={t('为了什么', 'For what')}><Select options={options<Behaviour>('Behaviour')} /></Form.Item>
            <Form.Item noStyle dependencies={['behaviour']}>
              {({ getFieldValue }) =>
                getFieldValue('behaviour') === 'DEED' && (
                  <Form.Item name="deed" label={t('哪件好事', 'Which deed')} rules={[{ required: true, whitespace: true, message: t('请填写', 'Please fill this in') }]}>
                    <Input maxLength={40} placeholder={t('比如：邻里互助', 'Such as: helping a neighbour')} />
                  </Form.Item>
                )
              }
            </Form.Item>
          </>
        )}
        <div className="row" style={{ alignItems: 'start' }}>
          <Form.Item name="points" label={t('多少分（0 就是不再计）', 'Points (0 ends it)')} rules={[{ required: true, message: t('请填写', 'Please fill this in') }]}><InputNumber autoFocus min={0} max={10_000} /></Form.Item>
          <Form.Item name="dayCap" label={t('每天最多（可不填）', 'At most a day')}><InputNumber min={1} max={10_000} /></Form.Item>
          <Form.Item name="monthCap" label={t('每月最多（可不填）', 'At most a month')}><InputNumber min={1} max={10_000} /></Form.Item>
        </div>
        <Form.Item name="validFrom" label={t('何时起算（不填就是现在；不往前算）', 'From when on (now, if empty; never backwards)')}>
          <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" minDate={dayjs()} maxDate={dayjs().add(1, 'year')} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>{t('保存', 'Save')}</Button>
      </Form>
    </Modal>
  );
}
