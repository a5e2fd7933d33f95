import { useTranslation } from 'react-i18next';
import type { Installation, UpgradePlan } from '~/api/types';
import { LinkButton } from '~/parts/button';
import { useVersionInText } from '../installations/installations_table';
import { Result } from '../installation/result';
import { isStay } from './versions';

/** `step` is null where there was nothing to do. */
export type Done = { plan: UpgradePlan; step: number | null };

function Changed({ plan }: { plan: UpgradePlan }) {
  const { t } = useTranslation('upgrade');
  const kept = plan.removed.filter((each) => each.kept).length;
  return (
    <p>
      {t('done.added', { count: plan.added.length })}{' '}
      {t('done.removed', { count: plan.removed.length - kept })}{' '}
      {t('done.changed', { count: plan.changed.length })}{' '}
      {kept > 0 ? t('done.kept', { count: kept }) : null}
    </p>
  );
}

/** What an upgrade has done, and the way to roll it back. */
export function UpgradeResult({ installation, done }: { installation: Installation; done: Done }) {
  const { t } = useTranslation('upgrade');
  const nameOf = useVersionInText();
  const { plan, step } = done;
  const at = `/installations/${installation.id}`;
  return (
    <Result
      title={t(isStay(plan) ? 'done.titleStay' : 'done.title', { version: nameOf(plan.to) })}
      actions={
        <>
          <LinkButton to={at} look="primary">
            {t('done.look')}
          </LinkButton>
          {step === null ? null : (
            <LinkButton to={`${at}/history`}>{t('done.rollBack')}</LinkButton>
          )}
        </>
      }
    >
      {isStay(plan) ? (
        <p>{t('done.withValues', { count: plan.changed.length })}</p>
      ) : (
        <Changed plan={plan} />
      )}
      {step === null ? null : <p>{t('done.step', { step })}</p>}
    </Result>
  );
}
