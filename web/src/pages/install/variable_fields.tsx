import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlannedVariable } from '~/api/types';
import { Button } from '~/parts/button';
import { SearchField } from '~/parts/field';
import { Stack } from '~/parts/layout';
import { wordsFinder } from '~/parts/words';
import { elementOf } from './plan_steps';
import { VariableField } from './variable_field';

// With more than this there is a search, and not all of them are there at once.
const FEW = 12;
const PAGE = 40;

/** How many are to be there, so that the revealed one is among them. */
function countFor(variables: readonly PlannedVariable[], reveal: string | undefined): number {
  const at = variables.findIndex(({ name }) => elementOf.variable(name) === reveal);
  return Math.ceil((at + 1) / PAGE || 1) * PAGE;
}

/** The entries for variables, with a search where there are many. */
export function VariableFields({
  variables,
  texts,
  faultOf,
  stored,
  isHeld = false,
  reveal,
  onChange,
}: {
  variables: readonly PlannedVariable[];
  /** What was entered, by name. */
  texts: Readonly<Record<string, string>>;
  faultOf: (name: string) => string | undefined;
  /** What a secret that has a value says in place of it. */
  stored: string;
  /** What has a value cannot be without one again. */
  isHeld?: boolean;
  /** The element of a variable that must be there to be led to. */
  reveal?: string | undefined;
  onChange: (name: string, text: string) => void;
}) {
  const { t } = useTranslation('install');
  const [words, setWords] = useState('');
  const [count, setCount] = useState(() => countFor(variables, reveal));
  const found = useMemo(() => {
    const isFound = wordsFinder(words);
    return variables.filter(({ name }) => isFound(name));
  }, [variables, words]);
  const left = found.length - count;
  return (
    <Stack gap={4}>
      {variables.length > FEW ? (
        <SearchField label={t('values.search')} value={words} onChange={setWords} />
      ) : null}
      {found.slice(0, count).map((variable) => (
        <VariableField
          key={variable.name}
          variable={variable}
          text={texts[variable.name]}
          fault={faultOf(variable.name)}
          stored={stored}
          isHeld={isHeld && variable.filled}
          onChange={onChange}
        />
      ))}
      {found.length === 0 ? <p role="status">{t('values.nothingFound')}</p> : null}
      {left > 0 ? (
        <Button onPress={() => setCount(count + PAGE)}>{t('values.showMore', { left })}</Button>
      ) : null}
    </Stack>
  );
}
