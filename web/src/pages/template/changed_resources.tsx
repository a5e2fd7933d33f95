import { ChevronRight } from 'lucide-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FieldChange, VersionDiff } from '~/api/types';
import { ModelIcon, ModelName } from '~/parts/badge';
import { Button } from '~/parts/button';
import { LongList } from '~/parts/long_list';
import { ValueDiff } from '~/parts/value_diff';
import styles from './versions.module.css';

type Ref = VersionDiff['added'][number];
type Changed = VersionDiff['changed'][number];

/** Resources that are in one of the two versions alone. */
export function ResourceNames({
  title,
  resources,
  address,
}: {
  title: string;
  resources: readonly Ref[];
  address: (resourceId: string) => string;
}) {
  const { t } = useTranslation('template');
  if (resources.length === 0) return null;
  return (
    <div>
      <h3 className={styles.part}>{title}</h3>
      <LongList label={title} items={resources} keyOf={(one) => one.templateId} estimate={36}>
        {({ model, templateId, name }) => (
          <div className={styles.resource}>
            <Link to={address(templateId)}>{name || t('unnamed')}</Link>
            <ModelName model={model} />
          </div>
        )}
      </LongList>
    </div>
  );
}

// So many are open at once, and so many are listed; the rest on demand.
const OPEN = 8;
const FIELDS_AT_ONCE = 40;
const RESOURCES_AT_ONCE = 50;

const Fields = memo(function Fields({
  fields,
  labels,
}: {
  fields: readonly FieldChange[];
  labels: { before: string; after: string };
}) {
  const { t } = useTranslation('template');
  const [most, setMost] = useState(FIELDS_AT_ONCE);
  const left = fields.length - most;
  return (
    <div className={styles.fields}>
      {fields.slice(0, most).map(({ path, from, to }) => (
        <div key={path}>
          <h4 className={styles.path}>{path ? <code>{path}</code> : t('compare.wholeResource')}</h4>
          <ValueDiff
            before={from}
            after={to}
            beforeLabel={labels.before}
            afterLabel={labels.after}
          />
        </div>
      ))}
      {left > 0 ? (
        <Button small look="quiet" onPress={() => setMost(most + 5 * FIELDS_AT_ONCE)}>
          {t('compare.moreFields', { count: left })}
        </Button>
      ) : null}
    </div>
  );
});

function ChangedResource({
  resource,
  labels,
  openAtFirst,
}: {
  resource: Changed;
  labels: { before: string; after: string };
  openAtFirst: boolean;
}) {
  const { t } = useTranslation('template');
  const [open, setOpen] = useState(openAtFirst);
  const panel = `changed-${resource.templateId}`;
  return (
    <li className={styles.changed}>
      <button
        type="button"
        className={styles.opener}
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={16} aria-hidden="true" />
        <ModelIcon model={resource.model} />
        <span className={styles.name}>{resource.name || t('unnamed')}</span>
        <span className={styles.count}>
          {t('compare.fields', { count: resource.fields.length })}
        </span>
      </button>
      <div id={panel} hidden={!open}>
        {open ? <Fields fields={resource.fields} labels={labels} /> : null}
      </div>
    </li>
  );
}

/** Resources that both versions have, with what differs in them. */
export function ChangedResources({ diff }: { diff: VersionDiff }) {
  const { t } = useTranslation('template');
  const [most, setMost] = useState(RESOURCES_AT_ONCE);
  const { changed, from, to } = diff;
  if (changed.length === 0) return null;
  const labels = {
    before: t('versionNumber', { number: from }),
    after: t('versionNumber', { number: to }),
  };
  const left = changed.length - most;
  return (
    <div>
      <h3 className={styles.part}>{t('compare.changedTitle')}</h3>
      <ul role="list" aria-label={t('compare.changedTitle')} className={styles.changedList}>
        {changed.slice(0, most).map((resource, at) => (
          <ChangedResource
            key={resource.templateId}
            resource={resource}
            labels={labels}
            openAtFirst={at < OPEN}
          />
        ))}
      </ul>
      {left > 0 ? (
        <Button small onPress={() => setMost(most + 4 * RESOURCES_AT_ONCE)}>
          {t('compare.moreResources', { count: left })}
        </Button>
      ) : null}
    </div>
  );
}
