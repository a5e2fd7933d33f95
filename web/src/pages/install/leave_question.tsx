import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { ConfirmDialog } from '~/parts/dialog';
import { type Entries, isWorthKeeping } from './entries';

/** Asks before the page is left with something entered, which would be lost. */
export function LeaveQuestion({ entries }: { entries: Entries }) {
  const { t } = useTranslation('install');
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isWorthKeeping(entries) && currentLocation.pathname !== nextLocation.pathname,
  );
  const isBlocked = blocker.state === 'blocked';
  return (
    <ConfirmDialog
      title={t('leave.title')}
      isOpen={isBlocked}
      onClose={() => isBlocked && blocker.reset()}
      confirm={t('leave.confirm')}
      danger
      onConfirm={() => isBlocked && blocker.proceed()}
    >
      <p>{t('leave.text')}</p>
    </ConfirmDialog>
  );
}
