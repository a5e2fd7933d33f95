import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './waiting.module.css';

/** Grey bars where text is to come, `lines` of them. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <div className={styles.skeleton} role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} />
      ))}
    </div>
  );
}

/** What stands where a list has nothing: why, and what can be done about it. */
export function Empty({
  title,
  children,
  actions,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <svg viewBox="0 0 64 64" aria-hidden="true">
        <rect x="10" y="10" width="26" height="26" rx="6" />
        <rect x="28" y="28" width="26" height="26" rx="6" />
      </svg>
      <p className={styles.emptyTitle}>{title}</p>
      {children ? <div>{children}</div> : null}
      {actions ? <div className={styles.emptyActions}>{actions}</div> : null}
    </div>
  );
}
