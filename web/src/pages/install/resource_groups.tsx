import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '~/api/types';
import { ModelIcon } from '~/parts/badge';
import { LongList } from '~/parts/long_list';
import { Count } from '~/parts/time';
import { byModel } from '~/parts/by_model';
import styles from './install.module.css';

type Resource = { model: Model; templateId: string; name: string };

function ResourceGroup({ model, items }: { model: Model; items: readonly Resource[] }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className={styles.group}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className={styles.groupSummary}>
        <ModelIcon model={model} />
        <span>{t(`model.${model}`)}</span>
        <span className={styles.quiet}>
          <Count of={items.length} />
        </span>
      </summary>
      {isOpen ? (
        <LongList
          label={t(`model.${model}`)}
          items={items}
          keyOf={({ templateId }) => templateId}
          estimate={29}
        >
          {({ name, templateId }) => <div className={styles.groupItem}>{name || templateId}</div>}
        </LongList>
      ) : null}
    </details>
  );
}

/** Resources by model, each model's folded away behind how many they are. */
export const ResourceGroups = memo(function ResourceGroups({
  resources,
}: {
  resources: readonly Resource[];
}) {
  const groups = useMemo(() => byModel(resources), [resources]);
  return (
    <div className={styles.groups}>
      {groups.map(({ model, items }) => (
        <ResourceGroup key={model} model={model} items={items} />
      ))}
    </div>
  );
});
