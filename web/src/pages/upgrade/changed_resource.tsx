import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UpgradePlan } from '~/api/types';
import { Badge } from '~/parts/badge';
import { Button } from '~/parts/button';
import { ValueDiff } from '~/parts/value_diff';
import { ResourceLine } from './resource_line';
import styles from './upgrade.module.css';

type Changed = UpgradePlan['changed'][number];
const FIRST = 10;

function Fields({ resource, from, to }: { resource: Changed; from: string; to: string }) {
  const { t } = useTranslation('upgrade');
  const [shown, setShown] = useState(FIRST);
  const left = resource.fields.length - shown;
  if (resource.fieldsLeftOut) return <p className={styles.quiet}>{t('changes.leftOut')}</p>;
  return (
    <div className={styles.fields}>
      {resource.fields.slice(0, shown).map((field) => (
        <div key={field.path}>
          <p className={styles.path}>{field.path || t('conflict.whole')}</p>
          <ValueDiff before={field.from} after={field.to} beforeLabel={from} afterLabel={to} />
        </div>
      ))}
      {left > 0 ? (
        <div>
          <Button small onPress={() => setShown(shown + 50)}>
            {t('changes.moreFields', { count: left })}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** What the new version has otherwise in one resource. */
export function ChangedResource({
  resource,
  from,
  to,
  isOpen,
  onToggle,
}: {
  resource: Changed;
  from: string;
  to: string;
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
}) {
  const { t } = useTranslation('upgrade');
  return (
    <details
      open={isOpen}
      onToggle={(event) => onToggle(event.currentTarget.open)}
      className={styles.changed}
    >
      <summary>
        <ResourceLine resource={resource}>
          {resource.edited ? <Badge tone="warn">{t('changes.merged')}</Badge> : null}
        </ResourceLine>
      </summary>
      {isOpen ? <Fields resource={resource} from={from} to={to} /> : null}
    </details>
  );
}
