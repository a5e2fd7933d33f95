import { useCallback, useEffect, useRef, useState } from 'react';
import type { ProblemItem } from '~/api/errors';
import { refusedForSecrets } from './content';
import type { Content, Loader, LoadStep, SecretPolicy, Target } from './content';
import type { Progress } from './upload';

export type ContentState =
  | { phase: 'empty' }
  | { phase: 'working'; step: LoadStep; progress: Progress | undefined }
  | { phase: 'refused'; error: unknown }
  /** `credentials` are those that it was refused for before, now taken out. */
  | { phase: 'ready'; content: Content; credentials: readonly ProblemItem[] };

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

/** What a form for content of one source takes. */
export type SourceProps = { target: Target; onLoad: ContentHandle['load'] };

type Attempt = { loader: Loader; secrets: SecretPolicy; credentials: readonly ProblemItem[] };

const isAbort = (error: unknown) => error instanceof DOMException && error.name === 'AbortError';

/** The way of content from its source to a checked one; one at a time, the last one counts. */
export function useContent(): ContentHandle {
  const [state, setState] = useState<ContentState>({ phase: 'empty' });
  const running = useRef<AbortController>(undefined);
  const last = useRef<Attempt>(undefined);

  const run = useCallback((attempt: Attempt) => {
    const { loader, secrets, credentials } = attempt;
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    last.current = attempt;
    const show = (next: ContentState) => {
      if (!control.signal.aborted) setState(next);
    };
    show({ phase: 'working', step: 'making', progress: undefined });
    loader(secrets, {
      signal: control.signal,
      onStep: (step, progress) => show({ phase: 'working', step, progress }),
    }).then(
      (content) => show({ phase: 'ready', content, credentials }),
      (error: unknown) => {
        if (isAbort(error)) return;
        if (refusedForSecrets(error)) last.current = { ...attempt, credentials: error.problems };
        show({ phase: 'refused', error });
      },
    );
  }, []);

  const clear = useCallback(() => {
    running.current?.abort();
    setState({ phase: 'empty' });
  }, []);
  const load = useCallback(
    (loader: Loader) => run({ loader, secrets: 'refuse', credentials: [] }),
    [run],
  );
  const again = useCallback(
    (secrets?: SecretPolicy) => {
      if (last.current) run({ ...last.current, ...(secrets ? { secrets } : {}) });
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
