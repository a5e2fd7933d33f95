import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Installation, Step } from '~/api/types';
import { ConfirmDialog } from '~/parts/dialog';
import { Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import { diffQuery } from '../template/queries';
import { useVersionInText } from '../installations/installations_table';
import { useAgreement } from './agreement';
import { Consent } from './consent';
import { changeOf, changeOfResources, rolledBackBy, versionBefore, withDeleted } from './history';
import styles from './history.module.css';
import { NamedResources } from './named_resources';
import { NotDone } from './not_done';
import { rollbackTrialQuery, useRollback } from './queries';
import { StepVersions } from './step_versions';

function RolledBack({ steps }: { steps: Step[] }) {
  const { t } = useTranslation('installations');
  return (
    <ul className={styles.rolledBack}>
      {steps.map((step) => (
        <li key={step.number}>
          {t(`history.change.${changeOf(step)}`, { number: step.number })} (
          <StepVersions step={step} />)
        </li>
      ))}
    </ul>
  );
}

function Resources({ installation, to }: { installation: Installation; to: number }) {
  const { t } = useTranslation('installations');
  const templateId = installation.template?.id ?? '';
  const from = installation.version.number ?? 0;
  const { data, isLoading } = useQuery({
    ...diffQuery(templateId, from, to),
    enabled: templateId !== '' && from > 0,
  });
  if (isLoading) return <Skeleton lines={2} />;
  // Without a template to be seen there is nothing more to tell.
  if (!data) return null;
  const { gone, back } = changeOfResources(installation, data);
  return (
    <>
      {gone.length > 0 ? (
        <Stack gap={1}>
          <p>{t('rollback.gone', { count: gone.length })}</p>
          <NamedResources label={t('rollback.goneLabel')} resources={gone} />
        </Stack>
      ) : null}
      {back.length > 0 ? (
        <Stack gap={1}>
          <p>{t('rollback.back', { count: back.length })}</p>
          <NamedResources label={t('rollback.backLabel')} resources={back} />
        </Stack>
      ) : null}
    </>
  );
}

/** What would be otherwise afterwards. */
function Change({ installation, then }: { installation: Installation; then: Step['from'] }) {
  const { t } = useTranslation('installations');
  const nameOf = useVersionInText();
  if (installation.version.hash === then.hash) return <p>{t('rollback.sameVersion')}</p>;
  return (
    <>
      <p>{t('rollback.version', { from: nameOf(installation.version), to: nameOf(then) })}</p>
      {then.number === null ? null : <Resources installation={installation} to={then.number} />}
    </>
  );
}

/** Shows what rolling back to before a step would do, and does it. */
export function RollbackDialog({
  installation,
  steps,
  number,
  onClose,
  onDone,
}: {
  installation: Installation;
  steps: Step[];
  number: number;
  onClose: () => void;
  /** Is told the step that the rollback itself was. */
  onDone: (step: number) => void;
}) {
  const { t } = useTranslation('installations');
  const trial = useQuery(rollbackTrialQuery(installation.id, number));
  const doing = useRollback(installation.id, onDone);
  const found = trial.data;
  const edited = found?.edited ?? [];
  const edits = useAgreement(edited);
  // The answer's own installation: the page's may be older than what it lists.
  const byHand = found ? withDeleted(edited, found.installation) : [];
  const listed = byHand.map(({ isDeleted, ...each }) =>
    isDeleted ? { ...each, name: t('rollback.deleted', { name: each.name || each.id }) } : each,
  );
  const before = versionBefore(steps, number);
  const run = () => {
    if (!found) return;
    const request = { step: number, discardEdits: edits.isGiven };
    doing.mutate({ shown: found, request }, { onError: () => void trial.refetch() });
  };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('rollback.title', { number })}
      confirm={t('rollback.confirm')}
      isPending={doing.isPending}
      isDisabled={!found || !edits.isEnough}
      onConfirm={run}
    >
      <Stack>
        <NotDone error={doing.error} />
        <div>
          <p>{t('rollback.rollsBack')}</p>
          <RolledBack steps={rolledBackBy(steps, number)} />
        </div>
        {trial.isPending ? <Skeleton lines={3} /> : null}
        {trial.isError ? (
          <ErrorNotice
            error={trial.error}
            title={t('rollback.refused')}
            onRetry={() => void trial.refetch()}
          />
        ) : null}
        {found && before ? <Change installation={installation} then={before} /> : null}
        <Consent
          title={t('rollback.changed', { count: edited.length })}
          label={t('rollback.editedLabel')}
          resources={listed}
          agreement={t('rollback.discardEdits')}
          isGiven={edits.isGiven}
          onChange={edits.onChange}
        />
        {found ? <p className={styles.nothing}>{t('rollback.again')}</p> : null}
      </Stack>
    </ConfirmDialog>
  );
}
