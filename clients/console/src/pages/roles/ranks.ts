// Who may give which role: those that rank below one's own, and a city's administrator also that.

import type { AreaKind, Role } from '@/gql/graphql';
import type { Viewer } from '@/viewer';

const RANKS: Role[] = ['GRID_WORKER', 'LIAISON', 'COMMUNITY_STAFF', 'STREET_ADMIN', 'CITY_ADMIN'];
const rank = (role: Role): number => RANKS.indexOf(role);

/** On which kind of area a role is held; a liaison's is held on a unit. */
export const HELD_ON: Partial<Record<Role, AreaKind>> = { GRID_WORKER: 'GRID', COMMUNITY_STAFF: 'COMMUNITY', STREET_ADMIN: 'STREET', CITY_ADMIN: 'CITY' };

export const isAdministrator = (role: Role): boolean => role === 'STREET_ADMIN' || role === 'CITY_ADMIN';

export function givenBy(viewer: Viewer): Role[] {
  const own = Math.max(-1, ...viewer.roles.map(({ role }) => rank(role)));
  // Below community staff nobody gives a role.
  if (own < rank('COMMUNITY_STAFF')) return [];
  return RANKS.filter((role) => rank(role) < own || (role === 'CITY_ADMIN' && own === rank('CITY_ADMIN')));
}
