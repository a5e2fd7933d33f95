import { useTranslation } from 'react-i18next';
import { ApiError } from '~/api/errors';
import { Button } from '~/parts/button';
import { Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import styles from './install.module.css';
import type { useInstall } from './use_install';

// What did not come through may have been done; the key makes the repeat safe.
const mayRepeat = (error: unknown) =>
  error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);

function Failure({ installing }: { installing: ReturnType<typeof useInstall> }) {
  const { t } = useTranslation('install');
  const { error, install } = installing;
  if (!error) return null;
  if (!mayRepeat(error)) return <ErrorNotice title={t('bar.failed')} error={error} />;
  return (
    <Stack gap={2}>
      <ErrorNotice title={t('bar.failed')} error={error} onRetry={install} />
      <Notice>{t('bar.safe')}</Notice>
    </Stack>
  );
}

/** The button that installs, why it cannot yet, and what went wrong. */
export function InstallBar({
  canInstall,
  isAsking,
  isReady,
  hasChanged,
  installing,
}: {
  canInstall: boolean;
  isAsking: boolean;
  isReady: boolean;
  hasChanged: boolean;
  installing: ReturnType<typeof useInstall>;
}) {
  const { t } = useTranslation('install');
  const { isPending } = installing;
  const reason = hasChanged ? t('bar.lookFirst') : t('bar.solveFirst');
  return (
    <div className={styles.bar}>
      {isPending ? null : <Failure installing={installing} />}
      <div className={styles.barRow}>
        <Button
          look="primary"
          isDisabled={!canInstall}
          isPending={isPending || (canInstall && !isReady)}
          onPress={installing.install}
        >
          {t('bar.install')}
        </Button>
        <p className={styles.quiet}>
          {isPending ? t('bar.installing') : isAsking ? t('asking') : canInstall ? '' : reason}
        </p>
      </div>
    </div>
  );
}
