import { useTranslation } from 'react-i18next';
import type { PlannedConnection, PlannedVariable, UpgradePlan } from '~/api/types';
import { Select } from '~/parts/choice';
import { Checkbox } from '~/parts/field';
import { Card, Stack } from '~/parts/layout';
import { VariableFields } from '../install/variable_fields';
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

/** Entries for variables, under each what stands in its way. */
function Variables({
  variables,
  upgrading,
  problems,
  isHeld,
}: {
  variables: readonly PlannedVariable[];
  upgrading: Upgrading;
  problems: SortedProblems;
  /** They may have values, which are changed. */
  isHeld: boolean;
}) {
  const { t } = useTranslation('upgrade');
  const { inputs, setVariable } = upgrading;
  return (
    <VariableFields
      variables={variables}
      texts={inputs.variables}
      faultOf={(name) => problems.variables.get(name)?.join(' ')}
      stored={t('variables.stored')}
      isHeld={isHeld}
      onChange={setVariable}
    />
  );
}

/** The variables of the installed version, with what they hold. */
export function HeldSection({
  upgrading,
  variables,
  problems,
}: {
  upgrading: Upgrading;
  variables: readonly PlannedVariable[];
  problems: SortedProblems;
}) {
  const { t } = useTranslation('upgrade');
  if (variables.length === 0) return null;
  return (
    <Card title={t('variables.title')}>
      <Stack>
        <p className={styles.quiet}>{t('variables.lead')}</p>
        <Variables variables={variables} upgrading={upgrading} problems={problems} isHeld />
      </Stack>
    </Card>
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
        {variables.length > 0 ? (
          <Variables
            variables={variables}
            upgrading={upgrading}
            problems={problems}
            isHeld={false}
          />
        ) : null}
      </Stack>
    </Card>
  );
}
