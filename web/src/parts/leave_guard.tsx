import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { ConfirmDialog } from './dialog';

/** Asks before something that is not saved is lost with the page, while it `isOn`. */
export function LeaveGuard({
  isOn,
  title,
  text,
  confirm,
}: {
  isOn: boolean;
  title: string;
  text: string;
  confirm: string;
}) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isOn && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!isOn) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isOn]);
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
