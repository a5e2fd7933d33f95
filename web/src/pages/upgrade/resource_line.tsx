import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '~/api/types';
import { ModelIcon } from '~/parts/badge';
import styles from './upgrade.module.css';

/** A resource in one line; `children` stands behind its name. */
export function ResourceLine({
  resource,
  children,
}: {
  resource: { model: Model; name: string; templateId: string };
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <span className={styles.line}>
      <ModelIcon model={resource.model} />
      <bdi className={styles.lineName}>{resource.name || resource.templateId}</bdi>
      <span className={styles.quiet}>{t(`model.${resource.model}`)}</span>
      {children}
    </span>
  );
}
