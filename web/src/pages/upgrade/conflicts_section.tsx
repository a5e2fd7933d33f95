import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { UpgradePlan } from '~/api/types';
import { Button } from '~/parts/button';
import { Select } from '~/parts/choice';
import { Stack } from '~/parts/layout';
import { LongList } from '~/parts/long_list';
import { ConflictCard } from './conflict_card';
import { byResource, type ConflictGroup, type ConflictRow, rowsOf } from './conflicts';
import type { Rule } from './decisions';
import { ResourceLine } from './resource_line';
import styles from './conflict.module.css';
import type { Upgrading } from './use_upgrade_plan';

const RULES: Rule[] = ['fail', 'mine', 'theirs'];

function RuleChoice({ upgrading }: { upgrading: Upgrading }) {
  const { t } = useTranslation('upgrade');
  return (
    <div className={styles.rule}>
      <Select
        label={t('rule.label')}
        options={RULES.map((id) => ({ id, label: t(`rule.${id}`) }))}
        value={upgrading.rule}
        onChange={upgrading.setRule}
      />
    </div>
  );
}

function ResourceHead({ group, upgrading }: { group: ConflictGroup; upgrading: Upgrading }) {
  const { t } = useTranslation('upgrade');
  const { conflicts, name } = group;
  const all = (side: 'mine' | 'theirs') => () => upgrading.decide(conflicts, side);
  return (
    <div className={styles.resource}>
      <h3>
        <ResourceLine resource={group} />
      </h3>
      {conflicts.length > 1 ? (
        <div className={styles.all}>
          <Button small onPress={all('mine')} aria-label={t('all.mineOf', { name })}>
            {t('all.mine')}
          </Button>
          <Button small onPress={all('theirs')} aria-label={t('all.theirsOf', { name })}>
            {t('all.theirs')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** Where both sides changed something, with a choice for each place. */
export function ConflictsSection({
  upgrading,
  plan,
  problems,
  target,
}: {
  upgrading: Upgrading;
  plan: UpgradePlan;
  problems: ReadonlyMap<string, string[]>;
  /** The conflict that is to have the focus. */
  target: { key: string } | undefined;
}) {
  const { t } = useTranslation('upgrade');
  const rows = useMemo(() => rowsOf(byResource(plan.conflicts)), [plan.conflicts]);
  const place = useMemo(
    () => (target ? { at: rows.findIndex(({ key }) => key === target.key) } : undefined),
    // Not by `rows`: only a jump scrolls, and a new plan does not.
    [target],
  );
  if (plan.conflicts.length === 0) return null;
  const { decisions, rule, decide } = upgrading;
  const row = (each: ConflictRow) =>
    each.is === 'resource' ? (
      <ResourceHead group={each.group} upgrading={upgrading} />
    ) : (
      <ConflictCard
        conflict={each.conflict}
        decision={decisions.get(each.key)}
        rule={rule}
        problems={problems.get(each.key)}
        from={plan.from.number}
        to={plan.to.number}
        target={target?.key === each.key ? target : undefined}
        onDecide={decide}
      />
    );
  return (
    <section className={styles.section} aria-labelledby="conflicts">
      <Stack>
        <div className={styles.head}>
          <div className={styles.headText}>
            <h2 id="conflicts">{t('conflict.title', { count: plan.conflicts.length })}</h2>
            <p className={styles.quiet}>{t('conflict.lead')}</p>
          </div>
          <RuleChoice upgrading={upgrading} />
        </div>
        <LongList
          label={t('conflict.list')}
          items={rows}
          keyOf={({ key, is }) => `${is} ${key}`}
          estimate={300}
          target={place}
        >
          {row}
        </LongList>
      </Stack>
    </section>
  );
}
