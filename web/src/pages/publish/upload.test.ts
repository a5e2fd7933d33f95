import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '~/api/errors';
import { endSession, sessionToken, startSession } from '~/session/session';
import { uploadZip } from './upload';

class FakeRequest {
  static last: FakeRequest;
  headers: Record<string, string> = {};
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  status = 0;
  statusText = '';
  responseText = '';
  url = '';
  body: unknown;
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  constructor() {
    FakeRequest.last = this;
  }
  open(_: string, url: string) {
    this.url = url;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  getResponseHeader = () => 'r1';
  send(body: unknown) {
    this.body = body;
  }
  abort() {
    this.onabort?.();
  }
  answer(status: number, body: unknown) {
    this.status = status;
    this.responseText = typeof body === 'string' ? body : JSON.stringify(body);
    this.onload?.();
  }
}

const bytes = new Blob(['zip']);
const start = (fileName = 'a b.zip') => {
  const control = new AbortController();
  const progress: number[] = [];
  const answer = uploadZip(bytes, fileName, {
    signal: control.signal,
    onProgress: ({ sent }) => progress.push(sent),
  });
  return { answer, control, progress, request: FakeRequest.last };
};

beforeEach(() => {
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
  startSession('t');
});
afterEach(() => {
  vi.unstubAllGlobals();
  endSession();
});

it('sends the file with the token, tells how far it is, and gives the run key', async () => {
  const { answer, progress, request } = start();
  expect(request.url).toBe('/api/v1/uploads?fileName=a%20b.zip');
  expect(request.headers).toEqual({ 'content-type': 'application/zip', authorization: 'Bearer t' });
  expect(request.body).toBe(bytes);
  request.upload.onprogress?.({ loaded: 2, total: 3 });
  request.answer(201, { runKey: 'k', size: 3 });
  expect(await answer).toEqual({ runKey: 'k', size: 3 });
  expect(progress).toEqual([2]);
});

it('cuts a long name between characters', () => {
  const sent = (name: string) => new URLSearchParams(start(name).request.url.split('?')[1]);
  const long = `${'📦'.repeat(300)}.zip`;
  expect(sent(long).get('fileName')).toBe(`${'📦'.repeat(251)}.zip`);
  expect(sent('a\ud83d.zip').get('fileName')).toBe('a\ufffd.zip');
});

it('throws what the server said', async () => {
  const { answer, request } = start();
  request.answer(413, { problems: [{ code: 'too_large', message: 'Over the limit.' }] });
  const error = await answer.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 413, code: 'too_large', requestId: 'r1' });
});

it('says that nobody answered, where nobody did', async () => {
  const { answer, request } = start();
  request.onerror?.();
  await expect(answer).rejects.toMatchObject({ status: 0 });
});

it('stops when it is cancelled, also before it began', async () => {
  const { answer, control } = start();
  control.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  const never = uploadZip(bytes, 'a.zip', { signal: control.signal, onProgress: () => {} });
  await expect(never).rejects.toMatchObject({ name: 'AbortError' });
});

it('ends the session with a token that is no good any more', async () => {
  const { answer, request } = start();
  request.answer(401, { problems: [{ code: 'bad_token', message: 'Unknown.' }] });
  await expect(answer).rejects.toMatchObject({ status: 401 });
  expect(sessionToken()).toBeNull();
});
