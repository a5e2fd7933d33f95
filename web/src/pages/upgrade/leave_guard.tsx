import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { ConfirmDialog } from '~/parts/dialog';

/** Asks before decisions are lost with the page. */
export function LeaveGuard({ isOn }: { isOn: boolean }) {
  const { t } = useTranslation('upgrade');
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
      title={t('leave.title')}
      confirm={t('leave.confirm')}
      danger
      closesOutside
      onClose={() => blocker.reset()}
      onConfirm={() => blocker.proceed()}
    >
      <p>{t('leave.text')}</p>
    </ConfirmDialog>
  );
}
