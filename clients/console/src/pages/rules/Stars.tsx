import { useQuery } from '@tanstack/react-query';
import { Button, Form, InputNumber, Radio, Select } from 'antd';
import { useContext, useState } from 'react';
import { api } from '@/api';
import { MyStarRuleDocument, SetStarRuleDocument, type StarWindow } from '@/gql/graphql';
import { useAct } from '@/patterns/useAct';
import { CommunitiesContext, useCommunity, useViewer } from '@/viewer';
import { options, t, w } from '@/words';

const STARS = [1, 2, 3, 4, 5];

/** How many hours each star takes; set for a community, or for all below a street or city. */
export function Stars() {
  const viewer = useViewer();
  const community = useCommunity()!;
  const communities = useContext(CommunitiesContext);
  const { run, busy } = useAct();
  const [editing, setEditing] = useState(false);
  // The rule is known of one's home only.
  const { data } = useQuery({ queryKey: ['starRule'], queryFn: async () => (await api.ask(MyStarRuleDocument, {})).viewer });
  const rule = data?.home?.community.id === community.id ? data.hours.starRule : null;
  const above = viewer.roles.flatMap(({ role, node }) => (node.__typename === 'Area' && (role === 'STREET_ADMIN' || role === 'CITY_ADMIN') ? [node] : []));
  const save = async ({ areaId, window, hours }: { areaId: string; window: StarWindow; hours: number[] }) => {
    const done = await run(() => api.act(SetStarRuleDocument, `starRule:${areaId}`, { areaId, window, hours }), { done: t('已生效', 'It counts now'), stale: ['starRule', 'memberHours'] });
    if (done) setEditing(false);
  };
  return (
    <div className="paper stack">
      <div className="row spread">
        <h2>{t('几小时一颗星', 'Hours for a star')}</h2>
        {!editing && <Button size="small" onClick={() => setEditing(true)}>{t('改', 'Change')}</Button>}
      </div>
      {!editing ? (
        rule ? (
          <>
            <div className="figures">
              {rule.hours.map((hours, index) => (
                <div className="figure" key={index}><span className="soft">{'★'.repeat(index + 1)}</span><b>{t(`${hours}小时`, `${hours} h`)}</b></div>
              ))}
            </div>
            <p className="soft">{w('StarWindow', rule.window)}{rule.areaId ? '' : t('，默认规则', ', by default')}</p>
          </>
        ) : (
          <p className="soft">{t('这里只能看到您自己所住社区的规则；改了就按新的算。', 'Only the rule of your own home community can be read here; what you set counts at once.')}</p>
        )
      ) : (
        <Form layout="vertical" initialValues={{ areaId: community.id, window: rule?.window ?? 'LIFETIME', hours: rule?.hours ?? [] }} onFinish={(written) => void save(written)}>
          <div className="row" style={{ alignItems: 'start', gap: 16 }}>
            <Form.Item name="areaId" label={t('在哪里算', 'Where')}>
              <Select style={{ width: 200 }} showSearch={{ optionFilterProp: 'label' }} options={[...above, ...communities].map((area) => ({ value: area.id, label: area.name }))} />
            </Form.Item>
            <Form.Item name="window" label={t('算哪段时间', 'Which time counts')}>
              <Radio.Group options={options<StarWindow>('StarWindow')} />
            </Form.Item>
          </div>
          <div className="row" style={{ alignItems: 'start', gap: 16 }}>
            {STARS.map((star, index) => (
              <Form.Item
                key={star}
                name={['hours', index]}
                label={'★'.repeat(star)}
                dependencies={index > 0 ? [['hours', index - 1]] : []}
                rules={[
                  { required: true, message: t('请填写', 'Please fill this in') },
                  ({ getFieldValue }) => ({
                    validator: (_, value: number) =>
                      index > 0 && value <= Number(getFieldValue(['hours', index - 1])) ? Promise.reject(new Error(t('要比前一颗多', 'More than the one before'))) : Promise.resolve(),
                  }),
                ]}
              >
                <InputNumber min={1} max={100_000} suffix={t('小时', 'h')} style={{ width: 120 }} />
              </Form.Item>
            ))}
          </div>
          <div className="row">
            <Button type="primary" htmlType="submit" loading={busy}>{t('保存', 'Save')}</Button>
            <Button onClick={() => setEditing(false)}>{t('不改了', 'Leave it')}</Button>
          </div>
        </Form>
      )}
    </div>
  );
}
