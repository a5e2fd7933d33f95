import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '~/api/types';
import { Button } from '~/parts/button';
import { SearchField, TextField } from '~/parts/field';
import { Stack } from '~/parts/layout';
import { Notice } from '~/parts/notice';
import { wordsFinder } from '~/parts/words';
import type { Entries } from './entries';
import styles from './install.module.css';
import { elementOf, problemsAt } from './plan_steps';
import { VariableField } from './variable_field';

// With more than this there is a search, and not all of them are there at once.
const FEW = 12;
const PAGE = 40;

type Props = {
  plan: Plan;
  entries: Entries;
  onChange: (part: Partial<Entries>) => void;
  onVariable: (name: string, text: string) => void;
  /** The element of a variable that must be there to be led to. */
  reveal: string | undefined;
};

/** How many are to be there, so that the revealed one is among them. */
function countFor(plan: Plan, reveal: string | undefined): number {
  const at = plan.variables.findIndex(({ name }) => elementOf.variable(name) === reveal);
  return Math.ceil((at + 1) / PAGE || 1) * PAGE;
}

function Variables({ plan, entries, onVariable, reveal }: Props) {
  const { t } = useTranslation('install');
  const [words, setWords] = useState('');
  const [count, setCount] = useState(() => countFor(plan, reveal));
  const found = useMemo(() => {
    const isFound = wordsFinder(words);
    return plan.variables.filter(({ name }) => isFound(name));
  }, [plan.variables, words]);
  const left = found.length - count;
  return (
    <Stack gap={4}>
      {plan.variables.length > FEW ? (
        <SearchField label={t('values.search')} value={words} onChange={setWords} />
      ) : null}
      {found.slice(0, count).map((variable) => (
        <VariableField
          key={variable.name}
          variable={variable}
          text={entries.variables[variable.name]}
          fault={problemsAt(plan.problems, `variables.${variable.name}`)[0]?.message}
          onChange={onVariable}
        />
      ))}
      {found.length === 0 ? <p role="status">{t('values.nothingFound')}</p> : null}
      {left > 0 ? (
        <Button onPress={() => setCount(count + PAGE)}>{t('values.showMore', { left })}</Button>
      ) : null}
    </Stack>
  );
}

function Name({ entries, plan, onChange }: Pick<Props, 'entries' | 'plan' | 'onChange'>) {
  const { t } = useTranslation('install');
  return (
    <div id={elementOf.field('name')}>
      <TextField
        label={t('more.name')}
        help={t('more.nameHelp', { name: plan.template?.name })}
        value={entries.name}
        onChange={(name) => onChange({ name })}
        error={problemsAt(plan.problems, 'name')[0]?.message}
        autoComplete="off"
      />
    </div>
  );
}

// The plan stops asking for the key as soon as it has one.
const wantsKey = (plan: Plan, entries: Entries) =>
  entries.authKey !== '' || plan.secrets.some(({ name }) => name === 'auth_key');

function DigaFields({ plan, entries, onChange }: Pick<Props, 'entries' | 'plan' | 'onChange'>) {
  const { t } = useTranslation('install');
  const keyFault = plan.problems.find(({ field }) => field?.startsWith('secrets'))?.message;
  return (
    <>
      <Name plan={plan} entries={entries} onChange={onChange} />
      <div id={elementOf.field('baseUrl')}>
        <TextField
          label={t('values.baseUrl')}
          help={t('values.baseUrlHelp')}
          value={entries.baseUrl}
          onChange={(baseUrl) => onChange({ baseUrl })}
          error={problemsAt(plan.problems, 'baseUrl')[0]?.message}
          inputMode="url"
          placeholder="https://"
          autoComplete="off"
        />
      </div>
      {wantsKey(plan, entries) || keyFault ? (
        <div id={elementOf.field('authKey')}>
          <TextField
            label={t('values.authKey')}
            help={t('values.authKeyHelp')}
            value={entries.authKey}
            onChange={(authKey) => onChange({ authKey })}
            error={keyFault}
            type="password"
            autoComplete="new-password"
          />
        </div>
      ) : null}
    </>
  );
}

/** What the person fills in: variables, and of Diga the name, the address and the key. */
export function ValuesStep(props: Props) {
  const { t } = useTranslation('install');
  const { plan } = props;
  const shared = problemsAt(plan.problems, 'variables');
  const isDiga = plan.kind === 'diga';
  return (
    <Stack gap={4}>
      {plan.variables.length > 0 ? <p className={styles.quiet}>{t('values.lead')}</p> : null}
      {plan.variables.length === 0 ? <p className={styles.quiet}>{t('values.none')}</p> : null}
      {shared.length > 0 ? (
        <div id={elementOf.field('values')} tabIndex={-1}>
          {shared.map(({ message }) => (
            <Notice key={message} tone="danger">
              {message}
            </Notice>
          ))}
        </div>
      ) : null}
      {isDiga ? <DigaFields {...props} /> : null}
      {plan.variables.length > 0 ? <Variables key={props.reveal} {...props} /> : null}
    </Stack>
  );
}
