import { useCallback, useEffect, useRef, useState } from 'react';
import type { Content, Loader, LoadStep, SecretPolicy } from './content';
import type { Progress } from './upload';

export type ContentState =
  | { phase: 'empty' }
  | { phase: 'working'; step: LoadStep; progress: Progress | undefined }
  | { phase: 'refused'; error: unknown }
  | { phase: 'ready'; content: Content };

export type ContentHandle = {
  state: ContentState;
  /** Gets content in place of what was there. */
  load: (loader: Loader) => void;
  /** The same once more, as after a failure. */
  retry: () => void;
  /** The same once more, with variables in place of credentials. */
  takeSecretsOut: () => void;
  /** Stops what is under way and forgets what was there. */
  clear: () => void;
};

const isAbort = (error: unknown) => error instanceof DOMException && error.name === 'AbortError';

/** The way of content from its source to a checked one; one at a time, the last one counts. */
export function useContent(): ContentHandle {
  const [state, setState] = useState<ContentState>({ phase: 'empty' });
  const running = useRef<AbortController>(undefined);
  const last = useRef<{ loader: Loader; secrets: SecretPolicy }>(undefined);

  const run = useCallback((loader: Loader, secrets: SecretPolicy) => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    last.current = { loader, secrets };
    const show = (next: ContentState) => {
      if (!control.signal.aborted) setState(next);
    };
    show({ phase: 'working', step: 'making', progress: undefined });
    loader(secrets, {
      signal: control.signal,
      onStep: (step, progress) => show({ phase: 'working', step, progress }),
    }).then(
      (content) => show({ phase: 'ready', content }),
      (error: unknown) => {
        if (!isAbort(error)) show({ phase: 'refused', error });
      },
    );
  }, []);

  const clear = useCallback(() => {
    running.current?.abort();
    setState({ phase: 'empty' });
  }, []);
  const load = useCallback((loader: Loader) => run(loader, 'refuse'), [run]);
  const again = useCallback(
    (secrets?: SecretPolicy) => {
      if (last.current) run(last.current.loader, secrets ?? last.current.secrets);
    },
    [run],
  );
  useEffect(() => () => running.current?.abort(), []);

  return {
    state,
    load,
    clear,
    retry: useCallback(() => again(), [again]),
    takeSecretsOut: useCallback(() => again('variables'), [again]),
  };
}
