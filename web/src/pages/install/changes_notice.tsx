import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '~/api/types';
import { Button } from '~/parts/button';
import { Notice } from '~/parts/notice';
import { changeText } from './change_text';
import styles from './install.module.css';
import { planChanges } from './plan_diff';

const MOST_SHOWN = 30;

/** What became different since the person looked, to be looked at and confirmed. Takes the focus. */
export function ChangesNotice({
  before,
  after,
  onConfirm,
}: {
  before: Plan;
  after: Plan;
  onConfirm: () => void;
}) {
  const { t } = useTranslation('install');
  const box = useRef<HTMLDivElement>(null);
  const changes = useMemo(() => planChanges(before, after), [before, after]);
  useEffect(() => box.current?.focus(), []);
  const left = changes.length - MOST_SHOWN;
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="group"
      aria-label={t('changes.title')}
      className={styles.changes}
    >
      <Notice
        tone="warn"
        title={t('changes.title')}
        actions={<Button onPress={onConfirm}>{t('changes.confirm')}</Button>}
      >
        <p>{t('changes.lead')}</p>
        {changes.length === 0 ? <p>{t('changes.unseen')}</p> : null}
        <ul className={styles.plainList}>
          {changes.slice(0, MOST_SHOWN).map((change, at) => (
            <li key={at}>{changeText(t, change)}</li>
          ))}
          {left > 0 ? <li>{t('changes.more', { count: left })}</li> : null}
        </ul>
      </Notice>
    </div>
  );
}
