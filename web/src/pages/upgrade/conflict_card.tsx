import { memo, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { UpgradeConflict } from '~/api/types';
import { Badge } from '~/parts/badge';
import { useVersionInText } from '../installations/installations_table';
import { type Decision, isComplete, type Rule } from './decisions';
import { FieldChoice } from './field_choice';
import styles from './conflict.module.css';
import { WholeChoice } from './whole_choice';

export type Decide = (places: readonly UpgradeConflict[], decision: Decision | undefined) => void;

function State({
  conflict,
  decision,
  rule,
}: {
  conflict: UpgradeConflict;
  decision: Decision | undefined;
  rule: Rule;
}) {
  const { t } = useTranslation('upgrade');
  if (isComplete(decision)) return <Badge tone="good">{t('conflict.decided')}</Badge>;
  if (rule === 'fail') return <Badge tone="warn">{t('conflict.open')}</Badge>;
  // Not always what the rule says: nothing is taken away that something needs.
  const side = conflict.resolution === 'mine' ? 'mine' : 'theirs';
  return <Badge tone="accent">{t(`conflict.byRule.${side}`)}</Badge>;
}

/** One conflict, and how it ends. A new `target` gives it the focus. */
export const ConflictCard = memo(function ConflictCard({
  conflict,
  decision,
  rule,
  problems,
  from,
  to,
  target,
  onDecide,
}: {
  conflict: UpgradeConflict;
  decision: Decision | undefined;
  rule: Rule;
  problems: string[] | undefined;
  /** The versions' numbers. */
  from: number | null;
  to: number | null;
  target: object | undefined;
  onDecide: Decide;
}) {
  const { t } = useTranslation('upgrade');
  const inText = useVersionInText();
  const card = useRef<HTMLElement>(null);
  const title = useId();
  useEffect(() => {
    if (target) card.current?.focus();
  }, [target]);
  const name =
    conflict.kind === 'field'
      ? conflict.path || t('conflict.whole')
      : t(`conflict.kind.${conflict.kind}`, { to: inText({ number: to }) });
  const choose = (next: Decision | undefined) => onDecide([conflict], next);
  const Choice = conflict.kind === 'field' ? FieldChoice : WholeChoice;
  return (
    <section ref={card} tabIndex={-1} aria-labelledby={title} className={styles.card}>
      <div className={styles.cardHead}>
        <h4 id={title} className={conflict.kind === 'field' ? styles.path : ''}>
          {name}
        </h4>
        <State conflict={conflict} decision={decision} rule={rule} />
      </div>
      <Choice
        conflict={conflict}
        decision={decision}
        label={t('conflict.choice', { name })}
        from={from}
        to={to}
        onChoose={choose}
      />
      {problems ? (
        <p className={styles.problem} role="alert">
          {problems.join(' ')}
        </p>
      ) : null}
    </section>
  );
});
