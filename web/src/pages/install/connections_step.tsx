import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Plan } from '~/api/types';
import { Button } from '~/parts/button';
import { Switch } from '~/parts/field';
import { Row, Stack } from '~/parts/layout';
import { Notice } from '~/parts/notice';
import { mayHaveMore } from './candidates';
import { ConnectionChoice } from './connection_choice';
import { type Choice, type Entries, hasSaved, NEW, shownChoice, standsOut } from './entries';
import styles from './install.module.css';
import type { NewConnections } from './new_connection';
import { elementOf, problemsAt } from './plan_steps';
import { connectionsQuery, type Own } from './queries';

const NONE: Own[] = [];

/** What was bound because it was the only one that stands out. */
function StandingOut({ plan }: { plan: Plan }) {
  const { t } = useTranslation('install');
  const bound = plan.connections.filter(({ boundBy }) => boundBy === 'unambiguous');
  if (bound.length === 0) return null;
  return (
    <Notice announce title={t('connections.taken', { count: bound.length })}>
      <ul className={styles.plainList}>
        {bound.map(({ templateId, name, boundTo }) => (
          <li key={templateId}>{t('connections.pair', { name, to: boundTo?.name })}</li>
        ))}
      </ul>
    </Notice>
  );
}

function Shortcuts({
  plan,
  entries,
  onChange,
}: {
  plan: Plan;
  entries: Entries;
  onChange: (part: Partial<Entries>) => void;
}) {
  const { t } = useTranslation('install');
  const open = plan.connections.filter(
    (each) => !each.boundTo && entries.choices[each.templateId] === undefined,
  );
  const offers = open.some((each) => standsOut(each) !== undefined) && !entries.takeUnambiguous;
  const saved = hasSaved(plan) || entries.useSaved;
  if (!offers && !saved) return null;
  return (
    <Row gap={4}>
      {saved ? (
        <Switch isSelected={entries.useSaved} onChange={(useSaved) => onChange({ useSaved })}>
          {t('connections.useSaved')}
        </Switch>
      ) : null}
      {offers ? (
        <Button small onPress={() => onChange({ takeUnambiguous: true })}>
          {t('connections.takeStanding')}
        </Button>
      ) : null}
    </Row>
  );
}

/** What is wrong with a connection; that it is not chosen yet goes without saying. */
function useFault(plan: Plan, entries: Entries) {
  const { t } = useTranslation('install');
  return (templateId: string): string | undefined => {
    const problem = problemsAt(plan.problems, `connections.${templateId}`)[0];
    if (problem?.code !== 'missing_connection_map') return problem?.message;
    return entries.choices[templateId] === NEW ? t('connections.notCreatedYet') : undefined;
  };
}

/** The template's connections, and what stands for each. */
export function ConnectionsStep({
  plan,
  entries,
  newConnections,
  onChange,
  onChoose,
}: {
  plan: Plan;
  entries: Entries;
  newConnections: NewConnections;
  onChange: (part: Partial<Entries>) => void;
  onChoose: (templateId: string, choice: Choice) => void;
}) {
  const { t } = useTranslation('install');
  const faultOf = useFault(plan, entries);
  const isMore = plan.connections.some(mayHaveMore);
  const own = useQuery({ ...connectionsQuery(), enabled: isMore });
  const shared = problemsAt(plan.problems, 'connections');
  if (plan.connections.length === 0) {
    return <p className={styles.quiet}>{t('connections.none')}</p>;
  }
  return (
    <Stack gap={4}>
      <p className={styles.quiet}>{t('connections.lead')}</p>
      <Shortcuts plan={plan} entries={entries} onChange={onChange} />
      <StandingOut plan={plan} />
      {shared.length > 0 ? (
        <div id={elementOf.field('connections')} tabIndex={-1}>
          {shared.map(({ message }) => (
            <Notice key={message} tone="danger">
              {message}
            </Notice>
          ))}
        </div>
      ) : null}
      {plan.connections.map((connection) => (
        <ConnectionChoice
          key={connection.templateId}
          connection={connection}
          own={own.data && mayHaveMore(connection) ? own.data : NONE}
          choice={shownChoice(entries, connection)}
          fault={faultOf(connection.templateId)}
          source={newConnections}
          onChoose={onChoose}
        />
      ))}
    </Stack>
  );
}
