import { type ClipboardEvent, memo, useEffect, useRef, useState } from 'react';
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

/**
 * Whether the entry has room for several lines: once its text had some, it keeps them. A line alone
 * drops the ends of lines that are pasted into it, so `paste` puts them there by itself.
 */
function useLines(shown: string, onChange: (text: string) => void) {
  const around = useRef<HTMLDivElement>(null);
  const [isLong, setLong] = useState(false);
  const [wasPasted, setPasted] = useState(false);
  if (!isLong && shown.includes('\n')) setLong(true);
  useEffect(() => {
    if (wasPasted) around.current?.querySelector('textarea')?.focus();
  }, [wasPasted]);
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData('text').replace(/\r\n?/g, '\n');
    if (isLong || !text.trim().includes('\n')) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    onChange(value.slice(0, selectionStart ?? 0) + text + value.slice(selectionEnd ?? 0));
    setPasted(true);
  };
  return { around, isLong, paste };
}

function Text({ variable, shown, fault, stored, onChange }: Props & { shown: string }) {
  const { name, type, saved } = variable;
  const secret = type === 'secret';
  const change = (text: string) => onChange(name, text);
  const { around, isLong, paste } = useLines(secret ? '' : shown, change);
  return (
    <div ref={around}>
      <TextField
        {...(isLong ? { rows: Math.min(shown.split('\n').length + 1, MOST_ROWS) } : {})}
        {...(secret ? {} : { onPaste: paste })}
        label={name}
        value={shown}
        onChange={change}
        error={fault}
        help={<Help variable={variable} shown={shown} />}
        type={secret ? 'password' : 'text'}
        autoComplete={secret ? 'new-password' : 'off'}
        inputMode={type === 'number' || type === 'url' ? INPUTS[type] : 'text'}
        placeholder={secret && saved ? stored : ''}
        spellCheck="false"
      />
    </div>
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
