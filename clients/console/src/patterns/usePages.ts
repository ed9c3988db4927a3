// A connection, turned page by page.

import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';

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

export function usePages<T>(key: QueryKey, ask: (after: string | null) => Promise<Connection<T>>): Pages<T> {
  const query = useInfiniteQuery({
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
