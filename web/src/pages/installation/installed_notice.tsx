import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { Installation } from '~/api/types';
import { countsOf } from '~/parts/counts';
import { useCountsText } from '~/parts/use_counts_text';
import { Result } from './result';
import { leftToDo } from './to_do';

/** What an install leaves for this page. */
export type Installed = { installed: true };

const isInstalled = (state: unknown): boolean =>
  (state as Partial<Installed> | null)?.installed === true;

/** Whether the person comes from installing it; the place forgets that, so that it is told once. */
function useJustInstalled(): boolean {
  const { state, pathname } = useLocation();
  const navigate = useNavigate();
  const [isNew] = useState(() => isInstalled(state));
  const isKept = isInstalled(state);
  useEffect(() => {
    if (isKept) void navigate(pathname, { replace: true, preventScrollReset: true });
  }, [isKept, navigate, pathname]);
  return isNew;
}

/** Says that it was installed just now, and what that made. */
export function InstalledNotice({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const textOf = useCountsText();
  const isNew = useJustInstalled();
  if (!isNew) return null;
  const counts = countsOf(installation.resources, installation.connections.length);
  return (
    <Result title={t('installed.title', { name: installation.name })}>
      <p>
        {textOf(counts)}. {leftToDo(installation).isNothing ? t('installed.ready') : null}
      </p>
    </Result>
  );
}
