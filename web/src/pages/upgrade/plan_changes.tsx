import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model, UpgradePlan } from '~/api/types';
import { Card, Stack } from '~/parts/layout';
import { LongList } from '~/parts/long_list';
import { Count } from '~/parts/time';
import { useVersionName } from '../installations/installations_table';
import { ChangedResource } from './changed_resource';
import { ResourceLine } from './resource_line';
import styles from './upgrade.module.css';

function Tile({ count, label }: { count: number; label: string }) {
  return (
    <div className={styles.tile}>
      <dt>{label}</dt>
      <dd>
        <Count of={count} />
      </dd>
    </div>
  );
}

function Fold({
  title,
  count,
  children,
}: {
  title: string;
  count: number;
  children: () => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  if (count === 0) return null;
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className={styles.fold}
    >
      <summary>
        {title}{' '}
        <span className={styles.quiet}>
          <Count of={count} />
        </span>
      </summary>
      {open ? <div className={styles.folded}>{children()}</div> : null}
    </details>
  );
}

function Changed({ plan }: { plan: UpgradePlan }) {
  const { t } = useTranslation('upgrade');
  const nameOf = useVersionName();
  // Here and not in the rows: a row that scrolls out of sight forgets what it held.
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string, isOpen: boolean) =>
    setOpen((now) => {
      const next = new Set(now);
      if (isOpen) next.add(id);
      else next.delete(id);
      return next;
    });
  return (
    <LongList
      label={t('changes.changed')}
      items={plan.changed}
      keyOf={(each) => each.templateId}
      estimate={41}
    >
      {(resource) => (
        <ChangedResource
          resource={resource}
          from={nameOf(plan.from)}
          to={nameOf(plan.to)}
          isOpen={open.has(resource.templateId)}
          onToggle={(isOpen) => toggle(resource.templateId, isOpen)}
        />
      )}
    </LongList>
  );
}

type Listed = { model: Model; templateId: string; name: string };

function FoldedResources({ title, resources }: { title: string; resources: Listed[] }) {
  return (
    <Fold title={title} count={resources.length}>
      {() => (
        <LongList label={title} items={resources} keyOf={(each) => each.templateId} estimate={33}>
          {(each) => <ResourceLine resource={each} />}
        </LongList>
      )}
    </Fold>
  );
}

/** What the upgrade would do to the account, in numbers and one by one. */
export function PlanChanges({ plan }: { plan: UpgradePlan }) {
  const { t } = useTranslation('upgrade');
  const { added, removed, changed, untouched, conflicts } = plan;
  const gone = useMemo(() => removed.filter((each) => !each.kept), [removed]);
  const kept = useMemo(() => removed.filter((each) => each.kept), [removed]);
  return (
    <Card title={t('changes.title')}>
      <Stack>
        <dl className={styles.tiles}>
          <Tile count={added.length} label={t('changes.added')} />
          <Tile count={gone.length} label={t('changes.removed')} />
          {kept.length > 0 ? <Tile count={kept.length} label={t('changes.kept')} /> : null}
          <Tile count={changed.length} label={t('changes.changed')} />
          <Tile count={untouched} label={t('changes.untouched')} />
          <Tile count={conflicts.length} label={t('changes.conflicts')} />
        </dl>
        <div>
          <FoldedResources title={t('changes.added')} resources={added} />
          <FoldedResources title={t('changes.removed')} resources={gone} />
          <FoldedResources title={t('changes.kept')} resources={kept} />
          <Fold title={t('changes.changed')} count={changed.length}>
            {() => <Changed plan={plan} />}
          </Fold>
        </div>
      </Stack>
    </Card>
  );
}
