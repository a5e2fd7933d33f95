import { useTranslation } from 'react-i18next';
import type { Model } from '~/api/types';
import { ModelIcon } from '~/parts/badge';
import styles from './named_resources.module.css';

type Named = { model: Model; id?: string; templateId?: string; name: string };

const MOST = 100;

/** Resources by name in a box that scrolls when there are many. `label` is heard. */
export function NamedResources({ label, resources }: { label: string; resources: Named[] }) {
  const { t } = useTranslation(['installations', 'common']);
  const left = resources.length - MOST;
  return (
    // What scrolls must be reachable by keyboard.
    <div className={styles.box} role="group" aria-label={label} tabIndex={0}>
      <ul role="list">
        {resources.slice(0, MOST).map((each) => (
          <li key={each.id ?? each.templateId} className={styles.item}>
            <ModelIcon model={each.model} size={16} />
            <span className={styles.model}>{t(`common:model.${each.model}`)}</span>
            <bdi className={styles.name}>{each.name || each.id || each.templateId}</bdi>
          </li>
        ))}
        {left > 0 ? <li className={styles.model}>{t('andMore', { count: left })}</li> : null}
      </ul>
    </div>
  );
}
