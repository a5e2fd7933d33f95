import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlannedVariable } from '~/api/types';
import { Button } from '~/parts/button';
import { Select } from '~/parts/choice';
import { TextField } from '~/parts/field';
import styles from './install.module.css';
import { elementOf } from './plan_steps';
import { looksRight } from './request';

const MOST_USES = 3;
const MOST_ROWS = 12;

function Uses({ variable }: { variable: PlannedVariable }) {
  const { t } = useTranslation('install');
  const { uses, useCount } = variable;
  const shown = uses.slice(0, MOST_USES);
  return (
    <span className={styles.uses}>
      {t('values.usedIn')}{' '}
      {shown.map(({ model, templateId, name, path }, at) => (
        <span key={`${templateId} ${path}`}>
          {at > 0 ? ', ' : ''}
          {t(`common:model.${model}`)} <q>{name}</q> <code>{path}</code>
        </span>
      ))}
      {useCount > shown.length ? t('values.moreUses', { count: useCount - shown.length }) : null}
    </span>
  );
}

type Props = {
  variable: PlannedVariable;
  /** What was entered; undefined: nothing yet. */
  text: string | undefined;
  fault: string | undefined;
  /** What a secret that has a value says in place of it. */
  stored: string;
  /** It cannot be without a value again. */
  isHeld: boolean;
  onChange: (name: string, text: string) => void;
};

function Help({ variable, shown }: { variable: PlannedVariable; shown: string }) {
  const { t } = useTranslation('install');
  return (
    <>
      {looksRight(shown, variable.type) ? null : (
        <span className={styles.advice}>{t(`values.advice.${variable.type}`)}</span>
      )}
      <Uses variable={variable} />
    </>
  );
}

function LastTime({ variable, onChange }: Pick<Props, 'variable' | 'onChange'>) {
  const { t } = useTranslation('install');
  const { name, default: before } = variable;
  if (before === undefined || before === null || variable.filled) return null;
  return (
    <div className={styles.lastTime}>
      <span className={styles.quiet}>
        {t('values.lastTime')} <code>{String(before)}</code>
      </span>
      <Button small look="quiet" onPress={() => onChange(name, String(before))}>
        {t('values.takeIt')}
        <span className="visually-hidden"> {t('values.takeItFor', { name })}</span>
      </Button>
    </div>
  );
}

function YesOrNo({ variable, shown, fault, isHeld, onChange }: Props & { shown: string }) {
  const { t } = useTranslation('install');
  return (
    <Select
      label={variable.name}
      options={[
        { id: 'true', label: t('values.yes') },
        { id: 'false', label: t('values.no') },
        ...(isHeld ? [] : [{ id: '', label: t('values.noValue') }]),
      ]}
      value={shown === '' ? null : shown}
      onChange={(text) => onChange(variable.name, text)}
      error={fault}
      help={<Help variable={variable} shown="" />}
    />
  );
}

const INPUTS = { number: 'decimal', url: 'url' } as const;

function Text({ variable, shown, fault, stored, onChange }: Props & { shown: string }) {
  const { name, type, saved } = variable;
  const secret = type === 'secret';
  // A line alone would drop the ends of others.
  const rows = secret ? 1 : shown.split('\n').length;
  return (
    <TextField
      {...(rows > 1 ? { rows: Math.min(rows + 1, MOST_ROWS) } : {})}
      label={name}
      value={shown}
      onChange={(text) => onChange(name, text)}
      error={fault}
      help={<Help variable={variable} shown={shown} />}
      type={secret ? 'password' : 'text'}
      autoComplete={secret ? 'new-password' : 'off'}
      inputMode={type === 'number' || type === 'url' ? INPUTS[type] : 'text'}
      placeholder={secret && saved ? stored : ''}
      spellCheck="false"
    />
  );
}

/** The entry for one variable. Drawn anew only when something of it changes. */
export const VariableField = memo(function VariableField(props: Props) {
  const { variable, text } = props;
  const saved = variable.saved && variable.value !== undefined ? String(variable.value) : '';
  const shown = text ?? saved;
  const isFlag = variable.type === 'boolean' && ['', 'true', 'false'].includes(shown);
  return (
    <div id={elementOf.variable(variable.name)} className={styles.variable}>
      {isFlag ? <YesOrNo {...props} shown={shown} /> : <Text {...props} shown={shown} />}
      <LastTime variable={variable} onChange={props.onChange} />
    </div>
  );
});
