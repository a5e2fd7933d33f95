import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Installation } from '~/api/types';
import { ConfirmDialog } from '~/parts/dialog';
import { Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import type { Removed } from '../installations/installations_page';
import { Consent } from './consent';
import { NamedResources } from './named_resources';
import { uninstallTrialQuery, type UninstallConsent, useUninstall } from './queries';

type Trial = { edited: unknown[]; users: unknown[] };

/** Whether everything that would be lost was agreed to. */
const agreed = (trial: Trial, consent: UninstallConsent) =>
  (trial.edited.length === 0 || consent.discardEdits) &&
  (trial.users.length === 0 || consent.breakReferences);

function useUninstalling(installation: Installation) {
  const trial = useQuery(uninstallTrialQuery(installation.id));
  const doing = useUninstall(installation.id);
  const navigate = useNavigate();
  const run = (consent: UninstallConsent) =>
    doing.mutate(consent, {
      onSuccess: () => {
        const state: Removed = { removed: installation.name || installation.id };
        void navigate('/installations', { replace: true, state });
      },
      // What stood in the way was perhaps not there yet when it was tried.
      onError: () => void trial.refetch(),
    });
  return { trial, doing, run };
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
  const { trial, doing, run } = useUninstalling(installation);
  const [consent, setConsent] = useState({ discardEdits: false, breakReferences: false });
  const found = trial.data;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('uninstall.title', { name: installation.name })}
      confirm={t('uninstall.confirm')}
      danger
      isPending={doing.isPending}
      isDisabled={!found || !agreed(found, consent)}
      onConfirm={() => run(consent)}
    >
      <Stack>
        {doing.isError ? <ErrorNotice error={doing.error} /> : null}
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
              isGiven={consent.discardEdits}
              onChange={(discardEdits) => setConsent({ ...consent, discardEdits })}
            />
            <Consent
              title={t('uninstall.users', { count: found.users.length })}
              label={t('uninstall.usersLabel')}
              resources={found.users}
              agreement={t(`uninstall.breakReferences.${installation.kind}`)}
              isGiven={consent.breakReferences}
              onChange={(breakReferences) => setConsent({ ...consent, breakReferences })}
            />
          </>
        ) : null}
      </Stack>
    </ConfirmDialog>
  );
}
