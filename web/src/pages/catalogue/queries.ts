import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { dataOf, imprint } from '~/api/client';
import { type Filter, parametersOf } from './filter';

// Fills rows of two, three and four.
const PAGE_SIZE = 60;

/** Templates that the filter lets through, page by page. */
export const catalogueQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['catalogue', filter],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const query = { ...parametersOf(filter), ...cursor, limit: PAGE_SIZE };
      return dataOf(imprint.GET('/api/v1/catalogue', { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
