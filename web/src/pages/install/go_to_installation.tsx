import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { Installation } from '~/api/types';
import { Skeleton } from '~/parts/waiting';
import type { Installed } from '../installation/installed_notice';
import { stepsBehind } from './address';

/**
 * Goes to what was installed, in place of the wizard: the way back leads to where the wizard was
 * entered from.
 */
export function GoToInstallation({ installation }: { installation: Installation }) {
  const navigate = useNavigate();
  const steps = stepsBehind(useLocation().state);
  useEffect(() => {
    const state: Installed = { installed: true };
    if (steps > 0) void navigate(-steps);
    else void navigate(`/installations/${installation.id}`, { replace: true, state });
  }, [steps, navigate, installation.id]);
  return <Skeleton lines={8} />;
}
