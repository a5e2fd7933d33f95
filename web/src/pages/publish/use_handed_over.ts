import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';

/**
 * What the page before handed over under that name. It is taken out of the browser's history at
 * once: it is for one look, and not for a reload or for whoever signs in next.
 */
export function useHandedOver(name: string): string | undefined {
  const { state, pathname, search } = useLocation() as ReturnType<typeof useLocation> & {
    state: unknown;
  };
  const navigate = useNavigate();
  const isThere = typeof state === 'object' && state !== null && name in state;
  const [taken] = useState(() =>
    isThere ? String((state as Record<string, unknown>)[name]) : undefined,
  );
  useEffect(() => {
    if (isThere)
      void navigate({ pathname, search }, { replace: true, state: null, preventScrollReset: true });
  }, [isThere, navigate, pathname, search]);
  return taken;
}
