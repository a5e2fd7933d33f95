import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Installation, Model } from '~/api/types';
import { resourceAddress } from '~/parts/address';
import { Badge, ModelIcon } from '~/parts/badge';
import { Select } from '~/parts/choice';
import { SearchField } from '~/parts/field';
import { byModel } from '~/parts/by_model';
import { countsOf } from '~/parts/counts';
import { Card, Stack } from '~/parts/layout';
import { LongList } from '~/parts/long_list';
import { Count } from '~/parts/time';
import { Empty } from '~/parts/waiting';
import styles from './overview.module.css';
import { countStates, foundResources, type InstalledResource } from './resources';

// With more than this the groups begin closed.
const MOST_OPEN = 100;
const TONES = { installed: 'plain', edited: 'warn', deleted: 'danger' } as const;
const STATES = ['all', 'installed', 'edited', 'deleted'] as const;

function Resource({ resource, href }: { resource: InstalledResource; href: string }) {
  const { t } = useTranslation('installations');
  const { state } = resource;
  return (
    <div className={styles.resource}>
      <Link to={href} className={styles.resourceName}>
        <bdi>{resource.name || t('resources.unnamed')}</bdi>
      </Link>
      {state === 'installed' ? null : <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>}
      <code className={styles.id}>{resource.id}</code>
    </div>
  );
}

function ModelGroup({
  installationId,
  model,
  items,
  startOpen,
}: {
  installationId: string;
  model: Model;
  items: InstalledResource[];
  startOpen: boolean;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(startOpen);
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className={styles.group}
    >
      <summary className={styles.summary}>
        <ModelIcon model={model} />
        <span>{t(`model.${model}`)}</span>
        <span className={styles.quiet}>
          <Count of={items.length} />
        </span>
      </summary>
      {open ? (
        <LongList label={t(`model.${model}`)} items={items} keyOf={(each) => each.id} estimate={41}>
          {(each) => <Resource resource={each} href={resourceAddress(installationId, each.id)} />}
        </LongList>
      ) : null}
    </details>
  );
}

function Differences({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const { edited, deleted } = useMemo(
    () => countStates(installation.resources),
    [installation.resources],
  );
  if (edited + deleted === 0) return null;
  return (
    <Link to={`/installations/${installation.id}/drift`}>
      {t('resources.differ', { count: edited + deleted })}
    </Link>
  );
}

/** How much there is, with connections apart. */
function useTitle(installed: readonly InstalledResource[]): string {
  const { t } = useTranslation('installations');
  const { resources, connections } = countsOf(installed, 0);
  const title = t('resources.title', { count: resources });
  return connections > 0
    ? `${title}, ${t('resources.connections', { count: connections })}`
    : title;
}

/** Everything that was installed, by model, with what became of it. */
export function ResourcesCard({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const { resources } = installation;
  const title = useTitle(resources);
  const [words, setWords] = useState('');
  const [state, setState] = useState<(typeof STATES)[number]>('all');
  const wanted = useDeferredValue(words);
  const groups = useMemo(
    () => byModel(foundResources(resources, wanted, state)),
    [resources, wanted, state],
  );
  const found = groups.reduce((sum, { items }) => sum + items.length, 0);
  const startOpen = found <= MOST_OPEN;
  return (
    <Card title={title} actions={<Differences installation={installation} />}>
      <Stack>
        <div className={styles.filters}>
          <SearchField label={t('resources.search')} value={words} onChange={setWords} />
          <Select
            label={t('resources.state')}
            hideLabel
            options={STATES.map((id) => ({ id, label: t(`states.${id}`) }))}
            value={state}
            onChange={setState}
          />
        </div>
        <p className="visually-hidden" role="status">
          {t('resources.found', { count: found })}
        </p>
        {groups.length === 0 ? <Empty title={t('resources.nothing')} /> : null}
        <div>
          {groups.map(({ model, items }) => (
            <ModelGroup
              key={`${model} ${startOpen}`}
              installationId={installation.id}
              model={model}
              items={items}
              startOpen={startOpen}
            />
          ))}
        </div>
      </Stack>
    </Card>
  );
}
