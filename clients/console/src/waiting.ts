// What waits for the staff of the community, and where each kind of it is worked on.

import { useQuery } from '@tanstack/react-query';
import { api } from '@/api';
import { QueueCountsDocument, type QueueKind } from '@/gql/graphql';
import { useAttended } from '@/patterns/useAttended';
import { useCommunity, useViewer } from '@/viewer';

const WORKED_ON: Record<string, QueueKind> = {
  '/wishes/review': 'WISHES_TO_REVIEW',
  '/moderation': 'MODERATION',
  '/report-ins': 'REPORT_INS',
  '/proposals': 'PROPOSALS',
  '/counter': 'REDEMPTIONS_WAITING',
};

export interface Waits {
  path: string;
  waiting: number;
  oldestAt: string;
}

/** Everything that waits, what has waited longest first. */
export function useWaiting() {
  const viewer = useViewer();
  const community = useCommunity();
  const attended = useAttended();
  const enabled = community !== null && viewer.abilities.includes('REVIEW_WISHES');
  const { data, isPending } = useQuery({
    queryKey: ['queues', community?.id],
    enabled,
    refetchInterval: attended && 30_000,
    queryFn: async () => (await api.ask(QueueCountsDocument, { communityId: community!.id })).queues,
    select: (queues): Waits[] =>
      Object.entries(WORKED_ON)
        .flatMap(([path, of]) => queues.flatMap(({ kind, waiting, oldestAt }) => (kind === of && waiting > 0 && oldestAt ? [{ path, waiting, oldestAt }] : [])))
        .sort((one, other) => one.oldestAt.localeCompare(other.oldestAt)),
  });
  return { waits: data ?? [], asking: enabled && isPending && data === undefined };
}

/** The queue to work on next. What is on hold waits for those who fetch it, not for the desk. */
export const longest = (waits: Waits[]): Waits | null => waits.find(({ path }) => path !== '/counter') ?? null;
