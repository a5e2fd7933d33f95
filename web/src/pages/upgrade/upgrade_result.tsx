import { useTranslation } from 'react-i18next';
import type { Installation, UpgradePlan } from '~/api/types';
import { LinkButton } from '~/parts/button';
import { useVersionInText } from '../installations/installations_table';
import { Result } from '../installation/result';

/** `step` is null where there was nothing to do. */
export type Done = { plan: UpgradePlan; step: number | null };

/** What an upgrade has done, and how to undo it. */
export function UpgradeResult({ installation, done }: { installation: Installation; done: Done }) {
  const { t } = useTranslation('upgrade');
  const nameOf = useVersionInText();
  const { plan, step } = done;
  const at = `/installations/${installation.id}`;
  const kept = plan.removed.filter((each) => each.kept).length;
  return (
    <Result
      title={t('done.title', { version: nameOf(plan.to) })}
      actions={
        <>
          <LinkButton to={at} look="primary">
            {t('done.look')}
          </LinkButton>
          {step === null ? null : <LinkButton to={`${at}/history`}>{t('done.undo')}</LinkButton>}
        </>
      }
    >
      <p>
        {t('done.added', { count: plan.added.length })}{' '}
        {t('done.removed', { count: plan.removed.length - kept })}{' '}
        {t('done.changed', { count: plan.changed.length })}{' '}
        {kept > 0 ? t('done.kept', { count: kept }) : null}
      </p>
      {step === null ? null : <p>{t('done.step', { step })}</p>}
    </Result>
  );
}
