import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { UpgradePlan } from '~/api/types';
import { Button } from '~/parts/button';
import { useVersionInText } from '../installations/installations_table';
import { countDecided } from './conflicts';
import styles from './upgrade.module.css';
import type { Upgrading } from './use_upgrade_plan';
import { isStay } from './versions';

function actionOf(plan: UpgradePlan) {
  if (isStay(plan)) return 'apply.actionStay';
  const isLower = (plan.to.number ?? 0) < (plan.from.number ?? 0);
  return isLower ? 'apply.actionDown' : 'apply.action';
}

/** Why it cannot be applied yet; nothing where it can. */
function useObstacle(upgrading: Upgrading, plan: UpgradePlan, open: number) {
  const { t } = useTranslation('upgrade');
  if (!plan.changesAnything && plan.conflicts.length === 0) {
    return t(isStay(plan) ? 'apply.nothingYet' : 'apply.nothing');
  }
  if (upgrading.told?.isSeen === false) return t('apply.slid');
  if (open > 0) return undefined; // the progress says so
  if (plan.problems.length > 0) return t('apply.problems', { count: plan.problems.length });
  return upgrading.isSettled && !plan.applicable ? t('apply.notYet') : undefined;
}

/** The way on: to what changed meanwhile, or to the next conflict that is open. */
function NextButton({
  upgrading,
  open,
  onJump,
}: {
  upgrading: Upgrading;
  open: number;
  onJump: () => void;
}) {
  const { t } = useTranslation('upgrade');
  if (upgrading.told?.isSeen === false) {
    return (
      <Button onPress={upgrading.lookAtNews}>
        <ArrowUp size={18} aria-hidden="true" />
        {t('apply.look')}
      </Button>
    );
  }
  if (open === 0) return null;
  return (
    <Button onPress={onJump}>
      <ArrowDown size={18} aria-hidden="true" />
      {t('apply.next')}
    </Button>
  );
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
  const { decisions, rule, told } = upgrading;
  const all = plan.conflicts.length;
  const done = countDecided(plan.conflicts, decisions, rule);
  const obstacle = useObstacle(upgrading, plan, all - done);
  // What nobody has looked at is not to be done by a click that was meant for something else.
  const isSeen = told === undefined || told.isSeen;
  const ready = isSeen && upgrading.isSettled && plan.applicable && plan.changesAnything;
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
      <NextButton upgrading={upgrading} open={all - done} onJump={onJump} />
      <Button look="primary" isDisabled={!ready} isPending={isPending} onPress={onApply}>
        {t(actionOf(plan), { version: nameOf(plan.to) })}
      </Button>
    </div>
  );
}
