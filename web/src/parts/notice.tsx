import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '~/api/errors';
import { Button } from './button';
import styles from './notice.module.css';

type Tone = 'info' | 'good' | 'warn' | 'danger';
const ICONS = { info: Info, good: CircleCheck, warn: TriangleAlert, danger: CircleAlert };

/** Something to know. `announce` says it aloud when it appears. */
export function Notice({
  tone = 'info',
  title,
  announce,
  children,
  actions,
}: {
  tone?: Tone;
  title?: string;
  announce?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const Icon = ICONS[tone];
  const role = announce ? (tone === 'danger' ? 'alert' : 'status') : undefined;
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={role}>
      <Icon size={20} aria-hidden="true" />
      <div className={styles.body}>
        {title ? <p className={styles.title}>{title}</p> : null}
        {children}
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
    </div>
  );
}

// Answers of a proxy, or of a server that is on its way down, say nothing that we could show.
const WORDLESS: Record<number, 'errors.notFound' | 'errors.tooLarge' | 'errors.busy'> = {
  404: 'errors.notFound',
  413: 'errors.tooLarge',
  429: 'errors.busy',
  502: 'errors.busy',
  503: 'errors.busy',
  504: 'errors.busy',
};

/** What an error says to a person: the server's own words where there are some. */
export function useErrorText() {
  const { t } = useTranslation();
  return (error: unknown): string => {
    if (!(error instanceof ApiError)) return t('errors.unexpected');
    if (error.status === 0) return t('errors.unreachable');
    return error.message || t(WORDLESS[error.status] ?? 'errors.status', { status: error.status });
  };
}

const MOST_PROBLEMS = 20;

/** A failure, with all that the server said of it, and a way to try again where that may help. */
export function ErrorNotice({
  error,
  onRetry,
  title,
}: {
  error: unknown;
  onRetry?: () => void;
  title?: string;
}) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const problems = error instanceof ApiError && error.status > 0 ? error.problems : [];
  const left = problems.length - MOST_PROBLEMS;
  return (
    <Notice
      tone="danger"
      announce
      title={title ?? t('errors.title')}
      actions={
        onRetry ? (
          <Button small onPress={onRetry}>
            {t('actions.retry')}
          </Button>
        ) : undefined
      }
    >
      {problems.length > 1 ? (
        <ul className={styles.problems}>
          {problems.slice(0, MOST_PROBLEMS).map((problem, at) => (
            <li key={at}>
              {problem.field ? <code>{problem.field}</code> : null} {problem.message}
            </li>
          ))}
          {left > 0 ? <li>{t('errors.more', { count: left })}</li> : null}
        </ul>
      ) : (
        <p>{textOf(error)}</p>
      )}
      {error instanceof ApiError && error.requestId && error.status >= 500 ? (
        <p className={styles.request}>{t('errors.requestId', { id: error.requestId })}</p>
      ) : null}
    </Notice>
  );
}
