import { queryOptions } from '@tanstack/react-query';
import { dataOf, exactNumbers, imprint } from '~/api/client';
import { fileNameOf, type NamedFile } from './file_name';

export const diffQuery = (templateId: string, from: number, to: number) =>
  queryOptions({
    queryKey: ['template', templateId, 'diff', from, to],
    queryFn: ({ signal }) =>
      dataOf(
        imprint.GET('/api/v1/templates/{templateId}/diff', {
          params: { path: { templateId }, query: { from, to } },
          signal,
          middleware: [exactNumbers],
        }),
      ),
    staleTime: Infinity,
  });

/** A version's zip or document, with the name that the server gives it. */
export async function fetchVersionFile(templateId: string, number: number): Promise<NamedFile> {
  const path = '/api/v1/templates/{templateId}/versions/{number}/content';
  const params = { path: { templateId, number: String(number) } };
  const { data, response } = await imprint.GET(path, { params, parseAs: 'blob' });
  const blob: unknown = data;
  if (!(blob instanceof Blob)) throw new TypeError('a file is expected');
  const fallback = `${templateId}-${number}`;
  return { blob, name: fileNameOf(response.headers.get('content-disposition'), fallback) };
}
