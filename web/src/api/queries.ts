import { QueryClient, queryOptions } from '@tanstack/react-query';
import { dataOf, exactNumbers, imprint } from './client';
import { ApiError } from './errors';

/** Whether asking again may help: a refusal of what was asked never changes by itself. */
export function mayRetry(failures: number, error: unknown): boolean {
  const passing = error instanceof ApiError && (error.status === 0 || error.status >= 500);
  return passing && failures < 2;
}

export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 10_000, retry: mayRetry } },
});

export const accountQuery = () =>
  queryOptions({
    queryKey: ['account'],
    queryFn: ({ signal }) => dataOf(imprint.GET('/api/v1/account', { signal })),
    staleTime: Infinity,
  });

export const templateQuery = (templateId: string) =>
  queryOptions({
    queryKey: ['template', templateId],
    queryFn: ({ signal }) =>
      dataOf(
        imprint.GET('/api/v1/templates/{templateId}', { params: { path: { templateId } }, signal }),
      ),
  });

export const versionsQuery = (templateId: string) =>
  queryOptions({
    queryKey: ['template', templateId, 'versions'],
    queryFn: async ({ signal }) => {
      const path = '/api/v1/templates/{templateId}/versions';
      const page = await dataOf(imprint.GET(path, { params: { path: { templateId } }, signal }));
      return page.items;
    },
  });

/** `number` as a text, or `latest`. */
export const versionQuery = (templateId: string, number: string) =>
  queryOptions({
    queryKey: ['template', templateId, 'version', number],
    queryFn: ({ signal }) =>
      dataOf(
        imprint.GET('/api/v1/templates/{templateId}/versions/{number}', {
          params: { path: { templateId, number } },
          signal,
        }),
      ),
  });

export const graphQuery = (templateId: string, number: string) =>
  queryOptions({
    queryKey: ['template', templateId, 'graph', number],
    queryFn: ({ signal }) =>
      dataOf(
        imprint.GET('/api/v1/templates/{templateId}/versions/{number}/graph', {
          params: { path: { templateId, number } },
          signal,
        }),
      ),
  });

export const versionResourceQuery = (templateId: string, number: string, resourceId: string) =>
  queryOptions({
    queryKey: ['template', templateId, 'resource', number, resourceId],
    queryFn: ({ signal }) =>
      dataOf(
        imprint.GET('/api/v1/templates/{templateId}/versions/{number}/resources/{resourceId}', {
          params: { path: { templateId, number, resourceId } },
          signal,
          middleware: [exactNumbers],
        }),
      ),
  });

export const installationQuery = (installationId: string) =>
  queryOptions({
    queryKey: ['installation', installationId],
    queryFn: ({ signal }) =>
      dataOf(
        imprint.GET('/api/v1/installations/{installationId}', {
          params: { path: { installationId } },
          signal,
          middleware: [exactNumbers],
        }),
      ),
  });
