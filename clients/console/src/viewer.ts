// Who works here, and for which communities they answer.

import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api } from '@/api';
import { AreasWithinDocument, ViewerDocument, type AreaKind, type ViewerQuery } from '@/gql/graphql';
import { useParam } from '@/route';

export type Viewer = ViewerQuery['viewer'];
export interface Community {
  id: string;
  name: string;
  /** The nodes above that the role was held on: 桂花街道 */
  within: string | null;
}

export const useViewerQuery = (enabled: boolean) =>
  useQuery({ queryKey: ['viewer'], enabled, queryFn: async () => (await api.ask(ViewerDocument, {})).viewer });

export const ViewerContext = createContext<Viewer | null>(null);
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error('no viewer');
  return viewer;
}

async function within(parentId: string) {
  const all: { id: string; name: string; kind: AreaKind }[] = [];
  for (let after: string | null | undefined = null; ; ) {
    const page: Awaited<ReturnType<typeof ask>> = await ask(parentId, after);
    all.push(...page.edges.map((edge) => edge.node));
    if (!page.pageInfo.hasNextPage) return all;
    after = page.pageInfo.endCursor;
  }
}
const ask = async (parentId: string, after: string | null | undefined) =>
  (await api.ask(AreasWithinDocument, { parentId, after })).areas;

type Place = { id: string; name: string; kind: AreaKind };
const KINDS: AreaKind[] = ['CITY', 'DISTRICT', 'STREET', 'COMMUNITY', 'GRID', 'BUILDING'];
const depth = ({ kind }: { kind: AreaKind }) => KINDS.indexOf(kind);

/** All areas of a kind from this one down, walked down the tree. */
async function below(area: Place, kind: AreaKind, above: string | null): Promise<Community[]> {
  if (area.kind === kind) return [{ id: area.id, name: area.name, within: above }];
  if (depth(area) > depth({ kind })) return [];
  const children = (await within(area.id)).filter((child) => depth(child) <= depth({ kind }));
  const found: Community[] = [];
  for (const child of children) found.push(...(await below(child, kind, area.name)));
  return found;
}

/** The areas of a kind that the roles reach; or those within one community only. */
export async function areasOf(viewer: Viewer, kind: AreaKind, community: Community | null): Promise<Community[]> {
  if (community) return below({ ...community, kind: 'COMMUNITY' }, kind, null);
  const found = new Map<string, Community>();
  for (const { node, role } of viewer.roles) {
    if (node.__typename !== 'Area' || role === 'GRID_WORKER') continue;
    for (const area of await below(node, kind, null)) if (!found.has(area.id)) found.set(area.id, area);
  }
  return [...found.values()];
}

/** All communities that the roles reach, walked down the tree. */
async function answeredFor(viewer: Viewer): Promise<Community[]> {
  const found = new Map<string, Community>();
  for (const { node, role } of viewer.roles) {
    if (node.__typename !== 'Area' || role === 'LIAISON') continue;
    const begin = node.kind === 'GRID' && node.parent ? node.parent : node;
    for (const community of await below(begin, 'COMMUNITY', null)) if (!found.has(community.id)) found.set(community.id, community);
  }
  // Their own stands first: whoever answers for a street begins where they know their way.
  const home = viewer.home?.community.id;
  return [...found.values()].sort((a, b) => Number(b.id === home) - Number(a.id === home));
}

export const useCommunities = (viewer: Viewer) =>
  useQuery({
    queryKey: ['communities', viewer.id, viewer.roles.map((held) => held.id)],
    staleTime: 10 * 60_000,
    queryFn: () => answeredFor(viewer),
  });

export const CommunitiesContext = createContext<Community[]>([]);

/** The community that the page is about: the one in the address, else their own, else the first that the person answers for. */
export function useCommunity(): Community | null {
  const asked = useParam('c');
  const all = useContext(CommunitiesContext);
  return all.find((community) => community.id === asked) ?? all[0] ?? null;
}
export function useCommunityId(): string {
  const community = useCommunity();
  if (!community) throw new Error('no community');
  return community.id;
}
