import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { ConfirmDialog } from './dialog';

/**
 * Asks before something that is not saved is lost with the page, while it `isOn`. What `survivesReload`
 * is lost by going elsewhere alone.
 */
export function LeaveGuard({
  isOn,
  survivesReload = false,
  title,
  text,
  confirm,
}: {
  isOn: boolean;
  survivesReload?: boolean;
  title: string;
  text: string;
  confirm: string;
}) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isOn && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!isOn || survivesReload) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isOn, survivesReload]);
  if (blocker.state !== 'blocked') return null;
  return (
    <ConfirmDialog
      isOpen
      title={title}
      confirm={confirm}
      danger
      closesOutside
      onClose={() => blocker.reset()}
      onConfirm={() => blocker.proceed()}
    >
      <p>{text}</p>
    </ConfirmDialog>
  );
}
