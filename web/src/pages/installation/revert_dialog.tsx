import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Drifted, Installation } from '~/api/types';
import { ConfirmDialog } from '~/parts/dialog';
import { Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { ValueDiff } from '~/parts/value_diff';
import { Skeleton } from '~/parts/waiting';
import type { PutBack } from './drift';
import styles from './drift.module.css';
import { revertTrialQuery, useRevert } from './queries';

const MOST_FIELDS = 20;

/** What putting back changes, as the server tried it. */
function Change({ resource }: { resource: Drifted }) {
  const { t } = useTranslation('installations');
  if (resource.state === 'deleted') return <p>{t('revert.comesBack')}</p>;
  const left = resource.fields.length - MOST_FIELDS;
  return (
    <>
      {resource.fieldsLeftOut ? <p>{t('drift.leftOut')}</p> : null}
      <ul role="list" className={styles.fields}>
        {resource.fields.slice(0, MOST_FIELDS).map((field) => (
          <li key={field.path}>
            <p className={styles.path}>{field.path || t('drift.whole')}</p>
            <ValueDiff
              before={field.installed}
              after={field.template}
              beforeLabel={t('revert.now')}
              afterLabel={t('revert.then')}
            />
          </li>
        ))}
      </ul>
      {left > 0 ? <p>{t('andMore', { count: left })}</p> : null}
    </>
  );
}

/** Shows what putting back would do, and does it. `onDone` is told the step in the history. */
export function RevertDialog({
  installation,
  what,
  onClose,
  onDone,
}: {
  installation: Installation;
  what: PutBack;
  onClose: () => void;
  onDone: (step: number) => void;
}) {
  const { t } = useTranslation('installations');
  const request = { resource: what.resource.id, ...(what.field ? { field: what.field } : {}) };
  const trial = useQuery(revertTrialQuery(installation.id, request));
  const doing = useRevert(installation.id, onDone);
  const { name } = what.resource;
  return (
    <ConfirmDialog
      isOpen
      wide
      closesOutside
      onClose={onClose}
      title={
        what.field
          ? t('revert.titleField', { name, field: what.field })
          : t('revert.title', { name })
      }
      confirm={t('revert.confirm')}
      isPending={doing.isPending}
      isDisabled={!trial.data}
      onConfirm={() => doing.mutate(request)}
    >
      <Stack>
        {doing.isError ? <ErrorNotice error={doing.error} /> : null}
        {trial.isError ? (
          <ErrorNotice
            error={trial.error}
            title={t('revert.refused')}
            onRetry={() => void trial.refetch()}
          />
        ) : null}
        {trial.isPending ? <Skeleton lines={4} /> : null}
        {trial.data ? (
          <>
            {what.resource.model === 'Connection' && !what.field ? (
              <p>{t('revert.credentials')}</p>
            ) : null}
            <Change resource={trial.data.resource} />
          </>
        ) : null}
      </Stack>
    </ConfirmDialog>
  );
}
