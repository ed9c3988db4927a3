import { Breadcrumb, Button, Form, Input, Modal, Select } from 'antd';
import { useContext, useState, type ReactNode } from 'react';
import { api } from '@/api';
import { CreateUnitDocument, UnitsBelowDocument } from '@/gql/graphql';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { useAct } from '@/patterns/useAct';
import { usePages } from '@/patterns/usePages';
import { CommunitiesContext, useCommunityId, useViewer } from '@/viewer';
import { t } from '@/words';

/** The employers of party members, and their branches. */
export function UnitList({ tabs }: { tabs: ReactNode }) {
  const viewer = useViewer();
  const communityId = useCommunityId();
  const communities = useContext(CommunitiesContext);
  const [path, setPath] = useState<{ id: string; name: string }[]>([]);
  const [adding, setAdding] = useState(false);
  const { run, busy } = useAct();
  const parent = path.at(-1) ?? null;
  const administered = viewer.roles.flatMap(({ role, node }) => (node.__typename === 'Area' && role !== 'GRID_WORKER' ? [node] : []));
  const areas = [...new Map([...administered, ...communities].map((area) => [area.id, area.name]))];
  const pages = usePages(['units', parent?.id ?? null], async (after) => (await api.ask(UnitsBelowDocument, { parentId: parent?.id ?? null, after })).units);
  const add = async (input: { name: string; areaId: string }) => {
    const done = await run(() => api.act(CreateUnitDocument, `createUnit:${parent?.id ?? ''}`, { ...input, parentId: parent?.id ?? null }), { done: t('已新增', 'Added'), stale: ['units'] });
    if (done) setAdding(false);
  };
  return (
    <Page
      title={t('区域和单位', 'Places and units')}
      tools={
        <>
          {tabs}
          <Button type="primary" onClick={() => setAdding(true)}>{parent ? t('新增下属单位', 'New branch') : t('新增单位', 'New unit')}</Button>
        </>
      }
    >
      <div className="list" style={{ height: '100%' }}>
        <Breadcrumb
          items={[{ id: '', name: t('全部单位', 'All units') }, ...path].map((one, index) => ({
            key: one.id,
            title: index === path.length ? <b>{one.name}</b> : <button type="button" className="link" onClick={() => setPath(path.slice(0, index))}>{one.name}</button>,
          }))}
        />
        <div style={{ flex: 1, minHeight: 0 }}>
          <List
            pages={pages}
            empty={parent ? t('没有下属单位。', 'It has no branches.') : t('还没有单位。新增一个，在职党员就能找到它。', 'No units yet. Add one, so that party members find it.')}
            columns={[
              { title: t('名称', 'Name'), render: (_, one) => <button type="button" className="link" onClick={() => setPath([...path, one])}>{one.name}</button> },
              { title: t('归哪里管', 'Administered by'), width: 240, render: (_, one) => one.area?.name ?? '—' },
            ]}
          />
        </div>
      </div>
      <Modal open={adding} title={parent ? t(`${parent.name}的下属单位`, `A branch of ${parent.name}`) : t('新增单位', 'New unit')} footer={null} destroyOnHidden onCancel={() => setAdding(false)}>
        <Form layout="vertical" initialValues={{ areaId: administered[0]?.id ?? communityId }} onFinish={(input) => void add(input)}>
          <Form.Item name="name" label={t('名称', 'Name')} rules={[{ required: true, whitespace: true, message: t('请填写', 'Please fill this in') }]}><Input autoFocus maxLength={60} /></Form.Item>
          <Form.Item name="areaId" label={t('归哪里管', 'Administered by')}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={areas.map(([value, label]) => ({ value, label }))} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={busy}>{t('新增', 'Add')}</Button>
        </Form>
      </Modal>
    </Page>
  );
}
