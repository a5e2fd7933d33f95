import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlannedConnection } from '~/api/types';
import { Badge } from '~/parts/badge';
import { type Option, RadioGroup } from '~/parts/choice';
import { SearchField } from '~/parts/field';
import { shownCandidates } from './candidates';
import { type Choice, CREATE, NEW, standsOut } from './entries';
import styles from './install.module.css';
import { NewConnectionForm, type NewConnections } from './new_connection';
import type { Own } from './queries';
import { elementOf } from './plan_steps';

// With more candidates than this there is a search.
const FEW = 6;

function Reasons({ connection, at }: { connection: PlannedConnection; at: number }) {
  const { t } = useTranslation('install');
  const candidate = connection.candidates[at];
  if (!candidate) return null;
  const best = standsOut(connection)?.id === candidate.id;
  const reasons = candidate.reasons.map((reason) => t(`connections.reason.${reason}`));
  return (
    <span className={styles.reasons}>
      {best ? <Badge tone="good">{t('connections.best')}</Badge> : null}
      {reasons.join(' · ')}
    </span>
  );
}

function useOptions(
  connection: PlannedConnection,
  own: readonly Own[],
  words: string,
  choice: Choice | null,
) {
  const { t } = useTranslation('install');
  return useMemo(() => {
    const { shown, left } = shownCandidates(connection, own, words, choice);
    const first: Option[] = shown.map(({ id, name, at }) => ({
      id,
      label: name || id,
      note:
        at !== undefined && connection.candidates[at]?.reasons.length ? (
          <Reasons connection={connection} at={at} />
        ) : null,
    }));
    const others: Option[] = [
      { id: NEW, label: t('connections.new') },
      {
        id: CREATE,
        label: t('connections.create'),
        note: choice === CREATE ? t('connections.createHelp') : null,
      },
    ];
    return { options: [...first, ...others], left };
  }, [connection, own, words, choice, t]);
}

/** A connection that was made in place, which takes the focus that its form had. */
function useMade(own: readonly Own[]) {
  const [made, setMade] = useState<Own>();
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (made) section.current?.querySelector<HTMLElement>('input:checked')?.focus();
  }, [made]);
  const all = useMemo(() => (made ? [...own, made] : own), [own, made]);
  return { all, setMade, section };
}

function Head({ connection }: { connection: PlannedConnection }) {
  const { t } = useTranslation('install');
  const { boundBy } = connection;
  return (
    <div className={styles.connectionHead}>
      <h3 id={`${elementOf.connection(connection.templateId)}-name`}>
        {connection.name || connection.templateId}
      </h3>
      <Badge>{connection.type}</Badge>
      {connection.host ? <code className={styles.quiet}>{connection.host}</code> : null}
      {boundBy && boundBy !== 'request' ? (
        <Badge tone="accent">{t(`connections.by.${boundBy}`)}</Badge>
      ) : null}
    </div>
  );
}

/** Which of the account's connections stands for one of the template's. */
export const ConnectionChoice = memo(function ConnectionChoice({
  connection,
  own,
  choice,
  fault,
  source,
  onChoose,
}: {
  connection: PlannedConnection;
  /** The account's connections, where there may be more than the candidates. */
  own: readonly Own[];
  choice: Choice | null;
  fault: string | undefined;
  source: NewConnections;
  onChoose: (templateId: string, choice: Choice) => void;
}) {
  const { t } = useTranslation('install');
  const [words, setWords] = useState('');
  const { all, setMade, section } = useMade(own);
  const { options, left } = useOptions(connection, all, words, choice);
  const element = elementOf.connection(connection.templateId);
  const label = t('connections.use', { name: connection.name });
  const choose = (to: Choice) => onChoose(connection.templateId, to);
  const take = (made: Own) => {
    choose(made.id);
    setMade(made);
  };
  return (
    <section
      ref={section}
      id={element}
      aria-labelledby={`${element}-name`}
      className={styles.connection}
    >
      <Head connection={connection} />
      <div className={styles.connectionBody}>
        {fault ? (
          <p id={`${element}-fault`} className={styles.fault}>
            {fault}
          </p>
        ) : null}
        {connection.candidates.length > FEW ? (
          <SearchField
            label={t('connections.search', { name: connection.name })}
            placeholder={t('connections.searchHint')}
            value={words}
            onChange={setWords}
          />
        ) : null}
        <RadioGroup
          label={label}
          hideLabel
          options={options}
          value={choice}
          onChange={choose}
          isInvalid={Boolean(fault)}
          aria-describedby={fault ? `${element}-fault` : undefined}
          help={left > 0 ? t('connections.left', { count: left }) : undefined}
        />
        {choice === NEW ? (
          <NewConnectionForm connection={connection} source={source} onCreated={take} />
        ) : null}
      </div>
    </section>
  );
});
