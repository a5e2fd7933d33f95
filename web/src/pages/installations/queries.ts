import { infiniteQueryOptions } from '@tanstack/react-query';
import { dataOf, imprint } from '~/api/client';

const PAGE = 200;

/** The account's installations, page by page. */
export const installationsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['installations'],
    queryFn: ({ signal, pageParam }) =>
      dataOf(
        imprint.GET('/api/v1/installations', {
          params: { query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
