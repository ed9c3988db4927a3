import { useQuery } from '@tanstack/react-query';
import { Breadcrumb, Button, Form, Input, Modal, Segmented, Select } from 'antd';
import { useContext, useState } from 'react';
import { api } from '@/api';
import { CreateAreaDocument, OneAreaDocument, type AreaKind } from '@/gql/graphql';
import { Choose } from '@/patterns/Choose';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { useAct } from '@/patterns/useAct';
import { usePages } from '@/patterns/usePages';
import { link, put, useParam } from '@/route';
import { CommunitiesContext, useCommunityId, useViewer } from '@/viewer';
import { t, w } from '@/words';
import { Points, Waiting } from './Figures';
import { UnitList } from './UnitList';

/** What may lie right within an area of this kind. */
const WITHIN: Record<string, AreaKind[]> = {
  CITY: ['DISTRICT', 'STREET', 'COMMUNITY'],
  DISTRICT: ['STREET', 'COMMUNITY'],
  STREET: ['COMMUNITY'],
  COMMUNITY: ['GRID'],
  GRID: ['BUILDING'],
};

interface Above {
  id: string;
  name: string;
  parent?: Above | null;
}

/** The tree of places, walked area by area, and the units beside it. */
export default function Places() {
  const units = useParam('tab') === 'units';
  const tabs = <Segmented value={units ? 'units' : ''} options={[{ value: '', label: t('区域', 'Areas') }, { value: 'units', label: t('单位', 'Units') }]} onChange={(value) => put({ tab: value || null })} />;
  return units ? <UnitList tabs={tabs} /> : <Areas tabs={tabs} />;
}

function Areas({ tabs }: { tabs: React.ReactNode }) {
  const viewer = useViewer();
  const communityId = useCommunityId();
  const communities = useContext(CommunitiesContext);
  const highest = viewer.roles.flatMap(({ role, node }) => (node.__typename === 'Area' && (role === 'CITY_ADMIN' || role === 'STREET_ADMIN') ? [node.id] : []))[0];
  const id = useParam('area') ?? highest ?? communityId;
  const { run, busy } = useAct();
  const [adding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: ['area', id],
    queryFn: async () => {
      const { node } = await api.ask(OneAreaDocument, { id });
      return node?.__typename === 'Area' ? node : null;
    },
  });
  const pages = usePages(['areasWithin', id], async (after) => {
    const { node } = await api.ask(OneAreaDocument, { id, after });
    return node?.__typename === 'Area' ? node.children : { edges: [], pageInfo: { hasNextPage: false } };
  });
  const area = query.data;
  const reached = (areaId: string) => communities.some((community) => community.id === areaId);
  const kinds = area ? (WITHIN[area.kind] ?? []) : [];
  const path: Above[] = [];
  for (let at: Above | null | undefined = area; at; at = at.parent) path.unshift(at);
  const add = async (input: { kind: AreaKind; name: string }) => {
    if (await run(() => api.act(CreateAreaDocument, `createArea:${id}`, { ...input, parentId: id }), { done: t('已新增', 'Added'), stale: ['areasWithin', 'communities'] })) setAdding(false);
  };
  return (
    <Page
      title={t('区域和单位', 'Places and units')}
      tools={
        <>
          {tabs}
          {kinds.length > 0 && <Button type="primary" onClick={() => setAdding(true)}>{kinds.length === 1 ? t(`新增${w('AreaKind', kinds[0])}`, `New ${w('AreaKind', kinds[0]).toLowerCase()}`) : t('新增下级区域', 'New area')}</Button>}
        </>
      }
    >
      <div className="list" style={{ height: '100%' }}>
        <Breadcrumb items={path.map((one, index) => ({ key: one.id, title: index === path.length - 1 ? <b>{one.name}</b> : <Choose to={{ area: one.id }}>{one.name}</Choose> }))} />
        <div style={{ flex: 1, minHeight: 0 }}>
          <List
            pages={{ ...pages, fault: pages.fault ?? query.error }}
            empty={kinds.length > 0 ? t('下面还没有区域，先新增一个。', 'Nothing within it yet. Add the first.') : t('楼栋下面没有更小的区域。', 'Nothing lies within a building.')}
            columns={[
              { title: t('名称', 'Name'), render: (_, one) => <Choose to={{ area: one.id }}>{one.name}</Choose> },
              { title: t('种类', 'Kind'), width: 160, render: (_, one) => w('AreaKind', one.kind) },
              ...(kinds.includes('COMMUNITY')
                ? [
                    { title: t('等待处理', 'Waits'), width: 240, render: (_: unknown, one: { id: string }) => reached(one.id) && <Waiting id={one.id} /> },
                    { title: t('发放的积分', 'Points issued'), width: 240, render: (_: unknown, one: { id: string }) => reached(one.id) && <Points id={one.id} /> },
                    { title: t('换过去', 'Go there'), width: 140, render: (_: unknown, one: { id: string }) => reached(one.id) && <a href={link('/wishes', { c: one.id })}>{t('去那里工作', 'Work there')}</a> },
                  ]
                : []),
            ]}
          />
        </div>
      </div>
      <Modal open={adding} title={area && t(`在${area.name}下面新增`, `New within ${area.name}`)} footer={null} destroyOnHidden onCancel={() => setAdding(false)}>
        <Form layout="vertical" initialValues={{ kind: kinds[0] }} onFinish={(input) => void add(input)}>
          <Form.Item name="kind" label={t('种类', 'Kind')}><Select options={kinds.map((kind) => ({ value: kind, label: w('AreaKind', kind) }))} /></Form.Item>
          <Form.Item name="name" label={t('名称', 'Name')} rules={[{ required: true, whitespace: true, message: t('请填写', 'Please fill this in') }]}><Input autoFocus maxLength={40} /></Form.Item>
          <Button type="primary" htmlType="submit" loading={busy}>{t('新增', 'Add')}</Button>
        </Form>
      </Modal>
    </Page>
  );
}
