import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Step } from '~/api/types';
import { useVersionName } from '../installations/installations_table';
import styles from './history.module.css';

/** Where a step led from and to; one version where it led nowhere else. */
export function StepVersions({ step }: { step: Step }) {
  const { t } = useTranslation('installations');
  const nameOf = useVersionName();
  if (step.from.hash === step.to.hash) return <>{nameOf(step.to)}</>;
  return (
    <span className={styles.versions}>
      {nameOf(step.from)}
      <ArrowRight size={16} role="img" aria-label={t('history.to')} />
      {nameOf(step.to)}
    </span>
  );
}
