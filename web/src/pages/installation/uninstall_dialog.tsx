import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Installation } from '~/api/types';
import { ConfirmDialog } from '~/parts/dialog';
import { Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import type { Removed } from '../installations/installations_page';
import { useAgreement } from './agreement';
import { Consent } from './consent';
import { NamedResources } from './named_resources';
import { NotDone } from './not_done';
import { uninstallTrialQuery, useUninstall } from './queries';

function useUninstalling(installation: Installation) {
  const { id, name } = installation;
  const navigate = useNavigate();
  const trial = useQuery(uninstallTrialQuery(id));
  const doing = useUninstall(id, () => {
    // Whoever went back meanwhile stays where that led.
    if (!window.location.pathname.startsWith(`/installations/${id}`)) return;
    const state: Removed = { removed: name || id };
    void navigate('/installations', { replace: true, state });
  });
  return { trial, doing };
}

/** Shows what an uninstall removes, asks for what it would lose, and does it. */
export function UninstallDialog({
  installation,
  onClose,
}: {
  installation: Installation;
  onClose: () => void;
}) {
  const { t } = useTranslation('installations');
  const { trial, doing } = useUninstalling(installation);
  const found = trial.data;
  const edits = useAgreement(found?.edited ?? []);
  const references = useAgreement(found?.users ?? []);
  const run = () => {
    if (!found) return;
    const request = { discardEdits: edits.isGiven, breakReferences: references.isGiven };
    // What stood in the way was perhaps not there yet when it was tried.
    doing.mutate({ shown: found, request }, { onError: () => void trial.refetch() });
  };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('uninstall.title', { name: installation.name })}
      confirm={t('uninstall.confirm')}
      danger
      isPending={doing.isPending}
      isDisabled={!found || !edits.isEnough || !references.isEnough}
      onConfirm={run}
    >
      <Stack>
        <NotDone error={doing.error} />
        {trial.isError ? (
          <ErrorNotice error={trial.error} onRetry={() => void trial.refetch()} />
        ) : null}
        {trial.isPending ? <Skeleton lines={4} /> : null}
        {found ? (
          <>
            <p>
              {t('uninstall.removed', { count: found.removed.length })}{' '}
              {t(`uninstall.stays.${installation.kind}`)}
            </p>
            <NamedResources label={t('uninstall.removedLabel')} resources={found.removed} />
            <Consent
              title={t('uninstall.edited', { count: found.edited.length })}
              label={t('uninstall.editedLabel')}
              resources={found.edited}
              agreement={t('uninstall.discardEdits')}
              isGiven={edits.isGiven}
              onChange={edits.onChange}
            />
            <Consent
              title={t('uninstall.users', { count: found.users.length })}
              label={t('uninstall.usersLabel')}
              resources={found.users}
              agreement={t(`uninstall.breakReferences.${installation.kind}`)}
              isGiven={references.isGiven}
              onChange={references.onChange}
            />
          </>
        ) : null}
      </Stack>
    </ConfirmDialog>
  );
}
