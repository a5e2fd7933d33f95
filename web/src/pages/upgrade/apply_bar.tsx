import { ArrowDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { UpgradePlan } from '~/api/types';
import { Button } from '~/parts/button';
import { useVersionInText } from '../installations/installations_table';
import { countDecided } from './conflicts';
import styles from './upgrade.module.css';
import type { Upgrading } from './use_upgrade_plan';

const isLower = ({ from, to }: UpgradePlan) => (to.number ?? 0) < (from.number ?? 0);

/** Why it cannot be applied yet; nothing where it can. */
function useObstacle(upgrading: Upgrading, plan: UpgradePlan, open: number) {
  const { t } = useTranslation('upgrade');
  if (!plan.changesAnything && plan.conflicts.length === 0) return t('apply.nothing');
  if (open > 0) return undefined; // the progress says so
  if (plan.problems.length > 0) return t('apply.problems', { count: plan.problems.length });
  return upgrading.isSettled && !plan.applicable ? t('apply.notYet') : undefined;
}

/** How far the decisions are, the way to the next one, and the upgrade itself. */
export function ApplyBar({
  upgrading,
  plan,
  isPending,
  onApply,
  onJump,
}: {
  upgrading: Upgrading;
  plan: UpgradePlan;
  isPending: boolean;
  onApply: () => void;
  onJump: () => void;
}) {
  const { t } = useTranslation('upgrade');
  const nameOf = useVersionInText();
  const { decisions, rule } = upgrading;
  const all = plan.conflicts.length;
  const done = countDecided(plan.conflicts, decisions, rule);
  const obstacle = useObstacle(upgrading, plan, all - done);
  const ready = upgrading.isSettled && plan.applicable && plan.changesAnything;
  return (
    <div className={styles.bar}>
      <div className={styles.progress}>
        {all > 0 ? (
          <>
            <p role="status">{t('apply.progress', { done, all })}</p>
            <progress value={done} max={all} aria-label={t('apply.progressLabel')} />
          </>
        ) : null}
        {obstacle || ready ? (
          <p className={styles.obstacle}>{obstacle ?? t('apply.ready')}</p>
        ) : null}
      </div>
      {done < all ? (
        <Button onPress={onJump}>
          <ArrowDown size={18} aria-hidden="true" />
          {t('apply.next')}
        </Button>
      ) : null}
      <Button look="primary" isDisabled={!ready} isPending={isPending} onPress={onApply}>
        {t(isLower(plan) ? 'apply.actionDown' : 'apply.action', { version: nameOf(plan.to) })}
      </Button>
    </div>
  );
}
