import { useTranslation } from 'react-i18next';
import type { UpgradeConflict } from '~/api/types';
import { Focused } from '~/parts/focused';
import { Notice } from '~/parts/notice';
import styles from './upgrade.module.css';
import type { Told } from './use_plan_news';

const MOST = 8;

function Conflicts({ text, conflicts }: { text: string; conflicts: UpgradeConflict[] }) {
  if (conflicts.length === 0) return null;
  const names = conflicts
    .slice(0, MOST)
    .map(({ name, path }) => (path ? `${name}: ${path}` : name));
  return (
    <li>
      {text} {names.join(', ')}
      {conflicts.length > MOST ? ', …' : ''}
    </li>
  );
}

/** What is otherwise than it was shown. Takes the focus from nobody who does something else. */
export function NewsNotice({ told }: { told: Told }) {
  return told.isSeen ? (
    <Focused>
      <Notices told={told} />
    </Focused>
  ) : (
    <Notices told={told} />
  );
}

function Notices({ told: { news, wasRefused } }: { told: Told }) {
  const { t } = useTranslation('upgrade');
  const { version, newConflicts, changedConflicts, goneConflicts, resources, asked } = news;
  const count = (list: unknown[]) => ({ count: list.length });
  return (
    <Notice tone="warn" announce title={t(wasRefused ? 'news.refused' : 'news.slid')}>
      <p>{t('news.text')}</p>
      <ul className={styles.plainList}>
        {version !== undefined ? <li>{t('news.version', { number: version })}</li> : null}
        <Conflicts text={t('news.new', count(newConflicts))} conflicts={newConflicts} />
        <Conflicts text={t('news.changed', count(changedConflicts))} conflicts={changedConflicts} />
        <Conflicts text={t('news.gone', count(goneConflicts))} conflicts={goneConflicts} />
        {resources ? <li>{t('news.resources')}</li> : null}
        {asked.length > 0 ? <li>{t('news.asked', { names: asked.join(', ') })}</li> : null}
      </ul>
    </Notice>
  );
}
