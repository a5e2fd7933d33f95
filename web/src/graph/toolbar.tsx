import { ChevronDown, ChevronUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ToggleButton } from 'react-aria-components';
import type { Model } from '~/api/types';
import { ModelIcon } from '~/parts/badge';
import { IconButton } from '~/parts/button';
import { SearchField } from '~/parts/field';
import { Count } from '~/parts/time';
import { nextHit } from './search';
import { countModels, type GraphIndex } from './shape';
import styles from './toolbar.module.css';

type SearchProps = {
  query: string;
  onQuery: (query: string) => void;
  hits: readonly string[];
  focused: string | null;
  onFocus: (id: string | null) => void;
};

/** How many are found, and which of them is looked at; said aloud as it changes. */
function Found({ query, hits, focused }: Pick<SearchProps, 'query' | 'hits' | 'focused'>) {
  const { t } = useTranslation('graph');
  const at = focused === null ? -1 : hits.indexOf(focused);
  const text =
    at < 0 ? t('found', { count: hits.length }) : t('foundAt', { at: at + 1, count: hits.length });
  return (
    <span role="status" className={styles.found}>
      {query.trim() === '' ? '' : text}
    </span>
  );
}

function Search({ query, onQuery, hits, focused, onFocus }: SearchProps) {
  const { t } = useTranslation('graph');
  const go = (back: boolean) => {
    const hit = nextHit(hits, focused, back);
    if (hit !== undefined) onFocus(hit);
  };
  return (
    <div className={styles.search}>
      <SearchField
        label={t('search')}
        value={query}
        onChange={onQuery}
        onSubmit={() => go(false)}
      />
      <IconButton label={t('previous')} isDisabled={hits.length === 0} onPress={() => go(true)}>
        <ChevronUp size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('next')} isDisabled={hits.length === 0} onPress={() => go(false)}>
        <ChevronDown size={18} aria-hidden="true" />
      </IconButton>
      <Found query={query} hits={hits} focused={focused} />
    </div>
  );
}

/** What the colours mean, how many there are of each, and what is shown. */
function Legend({
  index,
  hidden,
  onHidden,
}: {
  index: GraphIndex;
  hidden: ReadonlySet<Model>;
  onHidden: (hidden: ReadonlySet<Model>) => void;
}) {
  const { t } = useTranslation();
  const toggle = (model: Model) => {
    const next = new Set(hidden);
    if (!next.delete(model)) next.add(model);
    onHidden(next);
  };
  return (
    <div className={styles.legend} role="group" aria-label={t('graph:models')}>
      {countModels(index.nodes).map(({ model, count }) => (
        <ToggleButton
          key={model}
          className={styles.model!}
          isSelected={!hidden.has(model)}
          onChange={() => toggle(model)}
        >
          <ModelIcon model={model} size={16} />
          {t(`model.${model}`)}
          <span className={styles.count}>
            <Count of={count} />
          </span>
        </ToggleButton>
      ))}
    </div>
  );
}

/** Above the drawing: search, and which models are shown. */
export function Toolbar({
  index,
  hidden,
  onHidden,
  ...search
}: SearchProps & Parameters<typeof Legend>[0]) {
  return (
    <div className={styles.toolbar}>
      <Search {...search} />
      <Legend index={index} hidden={hidden} onHidden={onHidden} />
    </div>
  );
}
