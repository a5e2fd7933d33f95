import { useTranslation } from 'react-i18next';
import type { ProblemItem } from '~/api/errors';
import type { UpgradePlan } from '~/api/types';
import { Notice } from '~/parts/notice';
import styles from './upgrade.module.css';

type Note = { message: string; path?: string };
const MOST = 10;

function Notes({ notes }: { notes: Note[] }) {
  const { t } = useTranslation('upgrade');
  const left = notes.length - MOST;
  return (
    <ul className={styles.plainList}>
      {notes.slice(0, MOST).map(({ message, path }, at) => (
        <li key={at}>
          {message} {path ? <code>{path}</code> : null}
        </li>
      ))}
      {left > 0 ? <li>{t('notes.more', { count: left })}</li> : null}
    </ul>
  );
}

/** Problems that stand beside no entry, and what is worth knowing. */
export function PlanNotes({ plan, problems }: { plan: UpgradePlan; problems: ProblemItem[] }) {
  const { t } = useTranslation('upgrade');
  const others = [...plan.warnings, ...plan.notFollowed];
  return (
    <>
      {problems.length > 0 ? (
        <Notice tone="danger" announce title={t('notes.problems')}>
          <Notes
            notes={problems.map(({ message, field }) => ({
              message,
              ...(field ? { path: field } : {}),
            }))}
          />
        </Notice>
      ) : null}
      {others.length > 0 ? (
        <Notice tone="warn" title={t('notes.warnings')}>
          <Notes notes={others} />
        </Notice>
      ) : null}
    </>
  );
}
