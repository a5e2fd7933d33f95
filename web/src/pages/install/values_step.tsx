import { useTranslation } from 'react-i18next';
import type { Plan } from '~/api/types';
import { TextField } from '~/parts/field';
import { Stack } from '~/parts/layout';
import { Notice } from '~/parts/notice';
import type { Entries } from './entries';
import styles from './install.module.css';
import { elementOf, problemsAt } from './plan_steps';
import { VariableFields } from './variable_fields';

type Props = {
  plan: Plan;
  entries: Entries;
  onChange: (part: Partial<Entries>) => void;
  onVariable: (name: string, text: string) => void;
  /** The element of a variable that must be there to be led to. */
  reveal: string | undefined;
};

function Name({ entries, plan, onChange }: Pick<Props, 'entries' | 'plan' | 'onChange'>) {
  const { t } = useTranslation('install');
  return (
    <div id={elementOf.field('name')}>
      <TextField
        label={t('fields.name')}
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
          label={t('fields.baseUrl')}
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
            label={t('fields.authKey')}
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
      {plan.variables.length > 0 ? (
        <VariableFields
          key={props.reveal}
          variables={plan.variables}
          texts={props.entries.variables}
          faultOf={(name) => problemsAt(plan.problems, `variables.${name}`)[0]?.message}
          stored={t('values.savedSecret')}
          reveal={props.reveal}
          onChange={props.onVariable}
        />
      ) : null}
    </Stack>
  );
}
