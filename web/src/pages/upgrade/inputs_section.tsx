import { useTranslation } from 'react-i18next';
import type { PlannedConnection, PlannedVariable, UpgradePlan } from '~/api/types';
import { Select } from '~/parts/choice';
import { Checkbox, TextField } from '~/parts/field';
import { Card, Stack } from '~/parts/layout';
import { looksRight } from '../install/request';
import type { SortedProblems } from './conflicts';
import type { Inputs } from './inputs';
import styles from './upgrade.module.css';
import type { Upgrading } from './use_upgrade_plan';

type Change = (changes: Partial<Inputs>) => void;

function ConnectionField({
  connection,
  inputs,
  error,
  onChange,
}: {
  connection: PlannedConnection;
  inputs: Inputs;
  error: string | undefined;
  onChange: Change;
}) {
  const { t } = useTranslation('upgrade');
  const { templateId, name, type, host, candidates, boundTo } = connection;
  const options = candidates.map((each) => ({
    id: each.id,
    label: each.name || each.id,
    note: each.reasons.map((reason) => t(`inputs.reasons.${reason}`)).join(', '),
  }));
  const about = [type, host].filter(Boolean).join(' · ');
  if (options.length === 0) {
    return (
      <div>
        <p className={styles.label}>{name}</p>
        <p className={styles.quiet}>{t('inputs.noCandidates', { about })}</p>
      </div>
    );
  }
  return (
    <Select
      label={name}
      help={about}
      error={inputs.createConnections ? undefined : error}
      options={options}
      value={inputs.connections[templateId] ?? boundTo?.id ?? null}
      onChange={(id) => onChange({ connections: { ...inputs.connections, [templateId]: id } })}
    />
  );
}

function VariableField({
  variable,
  typed,
  error,
  onType,
}: {
  variable: PlannedVariable;
  typed: string;
  error: string | undefined;
  onType: (text: string) => void;
}) {
  const { t } = useTranslation('upgrade');
  const { name, type, uses, useCount } = variable;
  const first = uses[0];
  const where = first
    ? t('inputs.uses', { count: useCount, name: first.name, path: first.path })
    : undefined;
  if (type === 'boolean') {
    return (
      <Select
        label={name}
        help={where}
        error={error}
        options={[
          { id: 'true', label: t('inputs.yes') },
          { id: 'false', label: t('inputs.no') },
        ]}
        value={typed === 'true' || typed === 'false' ? typed : null}
        onChange={onType}
      />
    );
  }
  const advice = looksRight(typed, type) ? undefined : t(`inputs.advice.${type}`);
  return (
    <TextField
      label={name}
      help={[advice, where].filter(Boolean).join(' ')}
      error={typed === '' ? error : undefined}
      value={typed}
      onChange={onType}
      type={type === 'secret' ? 'password' : 'text'}
      inputMode={type === 'number' ? 'decimal' : type === 'url' ? 'url' : 'text'}
      autoComplete="off"
    />
  );
}

/** Connections and variables that only the new version has. */
export function InputsSection({
  upgrading,
  plan,
  problems,
}: {
  upgrading: Upgrading;
  plan: UpgradePlan;
  problems: SortedProblems;
}) {
  const { t } = useTranslation('upgrade');
  const { connections, variables } = plan;
  const { inputs, setInputs } = upgrading;
  const type = (name: string) => (text: string) =>
    setInputs({ variables: { ...inputs.variables, [name]: text } });
  if (connections.length + variables.length === 0) return null;
  return (
    <Card title={t('inputs.title')}>
      <Stack>
        <p className={styles.quiet}>{t('inputs.lead')}</p>
        {connections.map((connection) => (
          <ConnectionField
            key={connection.templateId}
            connection={connection}
            inputs={inputs}
            error={problems.connections.get(connection.templateId)?.join(' ')}
            onChange={setInputs}
          />
        ))}
        {connections.length > 0 ? (
          <Checkbox
            isSelected={inputs.createConnections}
            onChange={(createConnections) => setInputs({ createConnections })}
          >
            {t('inputs.create')}
          </Checkbox>
        ) : null}
        {variables.map((variable) => (
          <VariableField
            key={variable.name}
            variable={variable}
            typed={inputs.variables[variable.name] ?? ''}
            error={problems.variables.get(variable.name)?.join(' ')}
            onType={type(variable.name)}
          />
        ))}
      </Stack>
    </Card>
  );
}
