import { useQuery, useQueryClient } from '@tanstack/react-query';
import { TreeSelect } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { UnitsBelowDocument, type UnitsBelowQuery } from '@/gql/graphql';
import { dot, t } from '@/words';

type Unit = UnitsBelowQuery['units']['edges'][number]['node'];

/** All of them, however many pages they take. */
async function unitsBelow(parentId: string | null): Promise<Unit[]> {
  const all: Unit[] = [];
  for (let after: string | null | undefined = null, more = true; more; ) {
    const { edges, pageInfo }: UnitsBelowQuery['units'] = (await api.ask(UnitsBelowDocument, { parentId, after })).units;
    all.push(...edges.map(({ node }) => node));
    [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
  }
  return all;
}

/** A unit, or a branch of one, which is fetched when its unit is opened. */
export function UnitField({ id, value, onChange }: { id?: string; value?: string; onChange?(unitId: string): void }) {
  const client = useQueryClient();
  const roots = useQuery({ queryKey: ['unitsBelow', null], queryFn: () => unitsBelow(null) });
  const [branches, setBranches] = useState<(Unit & { pId: string })[]>([]);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const open = async (parentId: string) => {
    const found = await client.fetchQuery({ queryKey: ['unitsBelow', parentId], queryFn: () => unitsBelow(parentId) });
    setBranches((before) => [...before.filter(({ pId }) => pId !== parentId), ...found.map((unit) => ({ ...unit, pId: parentId }))]);
    setOpened((before) => new Set(before).add(parentId));
  };
  const all: (Unit & { pId?: string })[] = [...(roots.data ?? []), ...branches];
  return (
    <TreeSelect
      id={id}
      value={value}
      onChange={onChange}
      showSearch={{ treeNodeFilterProp: 'title' }}
      loading={roots.isPending}
      treeDataSimpleMode
      treeData={all.map((unit) => ({ id: unit.id, pId: unit.pId, value: unit.id, title: dot([unit.name, unit.area?.name]), isLeaf: opened.has(unit.id) && !branches.some(({ pId }) => pId === unit.id) }))}
      loadData={({ value: unitId }) => open(String(unitId))}
      notFoundContent={roots.error ? roots.error.message : t('没有可选的单位', 'No unit to choose')}
    />
  );
}
