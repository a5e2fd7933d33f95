import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiError } from '~/api/errors';
import { installationQuery } from '~/api/queries';
import type { Installation, Plan } from '~/api/types';
import { type Answer, install } from './queries';

// A fingerprint stands for the whole request, so the same key goes with the same body.
type Key = { fingerprint: string; key: string };

// Not randomUUID, which browsers have on encrypted pages alone.
const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

const planOf = (error: unknown): Plan | undefined => {
  const plan = error instanceof ApiError ? error.plan : undefined;
  return plan && 'installable' in plan ? plan : undefined;
};

/**
 * Installs an answer. Asked again after a failure, it never installs twice. `onRefused` gets the
 * new plan where the server refused because of one.
 */
export function useInstall(
  answer: Answer | undefined,
  onRefused: (answer: Answer, changed: boolean) => void,
  onInstalled: (installation: Installation) => void,
) {
  const queryClient = useQueryClient();
  const last = useRef<Key | null>(null);
  // The request is not handed to the mutation, which would keep what is secret in it.
  const mutation = useMutation({
    gcTime: 0,
    mutationFn: () => {
      if (!answer) throw new Error('nothing to install');
      const { fingerprint } = answer.plan;
      if (last.current?.fingerprint !== fingerprint) {
        last.current = { fingerprint, key: newKey() };
      }
      return install(answer, last.current.key);
    },
    onSuccess: (installation) => {
      void queryClient.invalidateQueries({ queryKey: ['installations'] });
      queryClient.setQueryData(installationQuery(installation.id).queryKey, installation);
      onInstalled(installation);
    },
    onError: (error) => {
      const plan = planOf(error);
      if (!plan || !answer) return;
      const changed = error instanceof ApiError && error.code === 'plan_changed';
      onRefused({ request: answer.request, plan }, changed);
    },
  });
  const explained = planOf(mutation.error) !== undefined;
  return {
    install: () => mutation.mutate(),
    isPending: mutation.isPending,
    /** A failure that no plan tells of. */
    error: explained ? null : mutation.error,
  };
}
