import { ApiError, apiErrorOf } from '~/api/errors';
import type { components } from '~/api/generated/imprint';
import { loseSession, sessionToken } from '~/session/session';

export type Uploaded = components['schemas']['UploadedFile'];
export type Progress = { sent: number; total: number };

const PATH = '/api/v1/uploads';
const LONGEST_NAME = 255;

const unreachable = () =>
  new ApiError({ status: 0, problems: [{ code: 'unreachable', message: '' }] });
const aborted = () => new DOMException('The upload was cancelled.', 'AbortError');

// The end of a long name, where its kind stands. Half a character cannot be sent.
const sentName = (fileName: string) =>
  [...fileName]
    .slice(-LONGEST_NAME)
    .join('')
    .replace(/\p{Surrogate}/gu, '\ufffd');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusalOf(request: XMLHttpRequest): ApiError {
  const headers = { 'x-request-id': request.getResponseHeader('x-request-id') ?? '' };
  const { status, statusText } = request;
  return apiErrorOf(
    new Response(null, { status, statusText, headers }),
    parsed(request.responseText),
  );
}

/**
 * Uploads a zip. Not by `fetch`, which cannot tell how much of a body was sent. Throws an
 * `ApiError`, or an `AbortError` once `signal` says so.
 */
export function uploadZip(
  bytes: Blob,
  fileName: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: Progress) => void },
): Promise<Uploaded> {
  const token = sessionToken();
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(aborted());
    const request = new XMLHttpRequest();
    request.open('POST', `${PATH}?fileName=${encodeURIComponent(sentName(fileName))}`);
    request.setRequestHeader('content-type', 'application/zip');
    if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress({ sent: loaded, total });
    request.onabort = () => reject(aborted());
    request.onerror = () => reject(unreachable());
    request.onload = () => {
      if (request.status === 201) return resolve(parsed(request.responseText) as Uploaded);
      if (request.status === 401 && token === sessionToken()) loseSession();
      reject(refusalOf(request));
    };
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(bytes);
  });
}
