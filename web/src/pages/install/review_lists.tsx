import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan, PlannedVariable } from '~/api/types';
import { type Chosen, chosenOf } from './chosen';
import type { Entries } from './entries';
import { LongList } from '~/parts/long_list';
import fold from '~/parts/fold.module.css';
import styles from './install.module.css';

/** What stands for each of the template's connections. */
export function ConnectionsList({ plan }: { plan: Plan }) {
  const { t } = useTranslation('install');
  const standing = ({ boundTo, created }: Plan['connections'][number]) => {
    if (boundTo) return boundTo.name || boundTo.id;
    return created ? t('review.createdEmpty') : t('review.notChosen');
  };
  if (plan.connections.length === 0) {
    return <p className={styles.quiet}>{t('connections.none')}</p>;
  }
  return (
    <ul role="list" className={styles.pairs}>
      {plan.connections.map((each) => (
        <li key={each.templateId}>
          <span>{each.name || each.templateId}</span>
          <span className={each.boundTo ? '' : styles.quiet}>
            <span aria-hidden="true">→ </span>
            {standing(each)}
            {each.boundBy && each.boundBy !== 'request' ? (
              <span className={styles.quiet}> ({t(`connections.by.${each.boundBy}`)})</span>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Value({ variable }: { variable: PlannedVariable }) {
  const { t } = useTranslation('install');
  const { filled, type, value } = variable;
  if (!filled) return <span className={styles.quiet}>{t('review.noValue')}</span>;
  if (type === 'secret' || value === undefined) {
    return <span className={styles.quiet}>{t('review.secretValue')}</span>;
  }
  if (value === '') return <span className={styles.quiet}>{t('review.emptyText')}</span>;
  return <code className={styles.value}>{String(value)}</code>;
}

/** What was entered beside connections and variables; nothing where there is none. */
export function ChosenList({ entries, plan }: { entries: Entries; plan: Plan }) {
  const { t } = useTranslation('install');
  const chosen = chosenOf(entries, plan);
  const shown = ({ name, value }: Chosen) => {
    if (name === 'sandbox') return t('values.yes');
    if (value === undefined) return <span className={styles.quiet}>{t('review.secretValue')}</span>;
    return <bdi>{value}</bdi>;
  };
  if (chosen.length === 0) return null;
  return (
    <ul role="list" className={styles.pairs} aria-label={t('review.chosen')}>
      {chosen.map((each) => (
        <li key={each.name}>
          <span>{t(`fields.${each.name}`)}</span>
          <span>{shown(each)}</span>
        </li>
      ))}
    </ul>
  );
}

/** What is filled in, and what is not. */
export function VariablesList({ plan }: { plan: Plan }) {
  const { t } = useTranslation('install');
  const open = plan.variables.filter(({ filled }) => !filled).length;
  if (plan.variables.length === 0) return <p className={styles.quiet}>{t('values.none')}</p>;
  return (
    <>
      <LongList
        label={t('review.values')}
        items={plan.variables}
        keyOf={({ name }) => name}
        estimate={30}
      >
        {(variable) => (
          <div className={styles.pair}>
            <span>{variable.name}</span>
            <span>
              <Value variable={variable} />
            </span>
          </div>
        )}
      </LongList>
      {open > 0 ? <p className={styles.advice}>{t('review.unfilled', { count: open })}</p> : null}
    </>
  );
}

type Note = { message: string; templateId?: string; path?: string };

/** Notes of the server, folded away behind how many they are, with the resource each is about. */
export function Notes({ title, notes, plan }: { title: string; notes: Note[]; plan: Plan }) {
  const [isOpen, setOpen] = useState(notes.length <= 3);
  if (notes.length === 0) return null;
  const nameOf = (id: string | undefined) =>
    plan.resources.find(({ templateId }) => templateId === id)?.name;
  return (
    <details
      className={styles.notes}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className={`${fold.summary} ${styles.moreSummary}`}>{title}</summary>
      {isOpen ? (
        <LongList
          label={title}
          items={notes.map((note, at) => ({ ...note, at }))}
          keyOf={({ at }) => String(at)}
          estimate={48}
        >
          {({ message, templateId, path }) => (
            <div className={styles.note}>
              <span>{message}</span>
              <span className={styles.quiet}>
                {nameOf(templateId)} {path ? <code>{path}</code> : null}
              </span>
            </div>
          )}
        </LongList>
      ) : null}
    </details>
  );
}
