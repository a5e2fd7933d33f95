import { type KeyboardEvent, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Kind } from '~/api/types';
import { Button } from '~/parts/button';
import { ComboBox, Select } from '~/parts/choice';
import { SearchField } from '~/parts/field';
import { type Filter, isFiltered, type Suggestions } from './filter';
import styles from './catalogue.module.css';
import { type ChangeFilter, useTyped } from './use_filter';

type Props = { filter: Filter; change: ChangeFilter };

function Words({ filter, change }: Props) {
  const { t } = useTranslation('catalogue');
  const commit = useCallback((q: string) => change({ q }, { replace: true }), [change]);
  const [text, setText] = useTyped(filter.q, commit);
  return <SearchField label={t('search')} value={text} onChange={setText} />;
}

// With a suggestion under the cursor, Enter takes that one, and it is told by itself.
const takesSuggestion = ({ target }: { target: EventTarget }) =>
  target instanceof Element && target.hasAttribute('aria-activedescendant');

/** A filter by any text, told when it is chosen, by Enter and when one leaves. */
function TextFilter({
  label,
  value,
  suggestions,
  onChange,
}: {
  label: string;
  value: string;
  suggestions: readonly string[];
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation('catalogue');
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    setText(value);
  }
  const tell = (next: string) => next.trim() !== value && onChange(next.trim());
  const type = (next: string) => {
    setText(next);
    if (next === '') tell(next);
  };
  return (
    <ComboBox
      label={label}
      placeholder={t('any')}
      options={suggestions.map((one) => ({ id: one, label: one }))}
      allowsCustomValue
      inputValue={text}
      onInputChange={type}
      onChange={(key) => key !== null && tell(String(key))}
      onKeyDown={(event: KeyboardEvent | { key: string; target: EventTarget }) =>
        event.key === 'Enter' && !takesSuggestion(event) && tell(text)
      }
      onBlur={() => tell(text)}
    />
  );
}

function KindFilter({ filter, change }: Props) {
  const { t } = useTranslation(['catalogue', 'common']);
  const kinds: Kind[] = ['integrator', 'diga'];
  const options = [
    { id: 'any' as const, label: t('any') },
    ...kinds.map((kind) => ({ id: kind, label: t(`common:kind.${kind}`) })),
  ];
  return (
    <Select
      label={t('kind')}
      options={options}
      value={filter.kind || 'any'}
      onChange={(kind) => change({ kind: kind === 'any' ? '' : kind })}
    />
  );
}

/** What the catalogue is searched by. */
export function FilterBar({
  filter,
  change,
  suggestions,
  onClear,
}: Props & { suggestions: Suggestions; onClear: () => void }) {
  const { t } = useTranslation('catalogue');
  return (
    <search className={styles.bar}>
      <Words filter={filter} change={change} />
      <div className={styles.filters}>
        <TextFilter
          label={t('application')}
          value={filter.application}
          suggestions={suggestions.applications}
          onChange={(application) => change({ application })}
        />
        <KindFilter filter={filter} change={change} />
        {filter.kind === 'integrator' ? null : (
          <TextFilter
            label={t('language')}
            value={filter.language}
            suggestions={suggestions.languages}
            onChange={(language) => change({ language })}
          />
        )}
        <TextFilter
          label={t('publisher')}
          value={filter.owner}
          suggestions={suggestions.owners}
          onChange={(owner) => change({ owner })}
        />
        {isFiltered(filter) ? (
          <Button look="quiet" onPress={onClear}>
            {t('clear')}
          </Button>
        ) : null}
      </div>
    </search>
  );
}
