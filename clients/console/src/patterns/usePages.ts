// A connection, turned page by page.

import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import { useAttended } from './useAttended';

export interface Connection<T> {
  edges: { node: T }[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

export interface Pages<T> {
  rows: T[];
  more: (() => void) | null;
  loading: boolean;
  loadingMore: boolean;
  fault: Error | null;
  again(): void;
}

/** `every` so many milliseconds it is asked again, as long as somebody is there. */
export function usePages<T>(key: QueryKey, ask: (after: string | null) => Promise<Connection<T>>, every: number | false = false): Pages<T> {
  const attended = useAttended();
  const query = useInfiniteQuery({
    refetchInterval: attended && every,
    queryKey: key,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => ask(pageParam),
    getNextPageParam: (last) => (last.pageInfo.hasNextPage ? (last.pageInfo.endCursor ?? null) : null),
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.edges.map((edge) => edge.node)) ?? [],
    more: query.hasNextPage ? () => void query.fetchNextPage() : null,
    loading: query.isPending,
    loadingMore: query.isFetchingNextPage,
    fault: query.error,
    again: () => void query.refetch(),
  };
}
