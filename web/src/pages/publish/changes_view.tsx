import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { templateQuery, versionQuery } from '~/api/queries';
import type { Plan } from '~/api/types';
import fold from '~/parts/fold.module.css';
import { Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { ValueDiff } from '~/parts/value_diff';
import { Skeleton } from '~/parts/waiting';
import { Bounded } from './bounded';
import { changesOf } from './changes';
import type { Content, DocumentContent } from './content';
import type { JsonObject } from './documents';
import { type Change, toolChanges } from './tool_changes';
import { ResourceLine } from './plan_preview';
import { digaTemplateQuery } from './queries';
import styles from './publish.module.css';

function Group<Item>({
  title,
  items,
  keyOf,
  children,
}: {
  title: string;
  items: readonly Item[];
  keyOf: (item: Item) => string;
  children: (item: Item) => ReactNode;
}) {
  if (items.length === 0) return null;
  return (
    <section>
      <h3 className={styles.partTitle}>{title}</h3>
      <Bounded items={items} keyOf={keyOf}>
        {children}
      </Bounded>
    </section>
  );
}

const idOf = ({ templateId }: { templateId: string }) => templateId;

function PlanChanges({ templateId, plan }: { templateId: string; plan: Plan }) {
  const { t } = useTranslation('publish');
  const { data, error } = useQuery(versionQuery(templateId, 'latest'));
  const changes = useMemo(() => data && changesOf(data, plan), [data, plan]);
  if (error) return <ErrorNotice error={error} />;
  if (!changes) return <Skeleton />;
  const { added, removed, renamed, stays, variables } = changes;
  return (
    <Stack gap={3}>
      <Group title={t('changes.added', { count: added.length })} items={added} keyOf={idOf}>
        {(resource) => <ResourceLine {...resource} />}
      </Group>
      <Group title={t('changes.removed', { count: removed.length })} items={removed} keyOf={idOf}>
        {(resource) => <ResourceLine {...resource} />}
      </Group>
      <Group
        title={t('changes.renamed', { count: renamed.length })}
        items={renamed}
        keyOf={({ resource }) => idOf(resource)}
      >
        {({ from, resource }) => (
          <>
            <ResourceLine {...resource} />{' '}
            <span className={styles.quiet}>{t('changes.before', { name: from })}</span>
          </>
        )}
      </Group>
      <Names title="changes.variablesAdded" names={variables.added} />
      <Names title="changes.variablesRemoved" names={variables.removed} />
      <p className={styles.quiet}>{t('changes.stays', { count: stays })}</p>
    </Stack>
  );
}

function Names({
  title,
  names,
}: {
  title: `changes.${'toolsAdded' | 'toolsRemoved' | 'variablesAdded' | 'variablesRemoved'}`;
  names: readonly string[];
}) {
  const { t } = useTranslation('publish');
  return (
    <Group title={t(title, { count: names.length })} items={names} keyOf={(name) => name}>
      {(name) => <code>{name}</code>}
    </Group>
  );
}

function Difference({ change: { name, before, after } }: { change: Change }) {
  const { t } = useTranslation('publish');
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles.group} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={fold.summary}>
        <code>{name}</code>
      </summary>
      {isOpen ? (
        <ValueDiff
          before={before}
          after={after}
          beforeLabel={t('changes.latest')}
          afterLabel={t('changes.new')}
        />
      ) : null}
    </details>
  );
}

function Differences({
  title,
  changes,
}: {
  title: 'changes.toolsChanged' | 'changes.fields';
  changes: readonly Change[];
}) {
  const { t } = useTranslation('publish');
  return (
    <Group title={t(title, { count: changes.length })} items={changes} keyOf={({ name }) => name}>
      {(change) => <Difference change={change} />}
    </Group>
  );
}

function DocumentChanges({
  templateId,
  content,
}: {
  templateId: string;
  content: DocumentContent;
}) {
  const { data, error } = useQuery(digaTemplateQuery(templateId));
  const changes = useMemo(
    () => data && toolChanges(data as unknown as JsonObject, content.document),
    [data, content.document],
  );
  if (error) return <ErrorNotice error={error} />;
  if (!changes) return <Skeleton />;
  return (
    <Stack gap={3}>
      <Names title="changes.toolsAdded" names={changes.added} />
      <Names title="changes.toolsRemoved" names={changes.removed} />
      <Differences title="changes.toolsChanged" changes={changes.changed} />
      <Differences title="changes.fields" changes={changes.fields} />
    </Stack>
  );
}

/** What this content would change of the template's latest version. */
export function ChangesView({ templateId, content }: { templateId: string; content: Content }) {
  const { t } = useTranslation('publish');
  const { data: template } = useQuery(templateQuery(templateId));
  const latest = template?.version;
  if (!latest || !content.dryRun) return null;
  if (latest.hash === content.dryRun.hash)
    return (
      <Notice tone="warn" announce title={t('changes.same', { number: latest.number })}>
        <p>{t('changes.sameWhy')}</p>
      </Notice>
    );
  return (
    <section className={styles.changes}>
      <h3>{t('changes.title', { from: latest.number, to: content.dryRun.number })}</h3>
      {content.kind === 'diga' ? (
        <DocumentChanges templateId={templateId} content={content} />
      ) : (
        <PlanChanges templateId={templateId} plan={content.plan} />
      )}
    </section>
  );
}
