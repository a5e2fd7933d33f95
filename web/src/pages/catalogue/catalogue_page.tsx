import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { accountQuery } from '~/api/queries';
import { Button, LinkButton } from '~/parts/button';
import { PageHead } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Empty } from '~/parts/waiting';
import styles from './catalogue.module.css';
import { EVERYTHING, type Filter, isFiltered, itemsOf, suggestionsOf } from './filter';
import { FilterBar } from './filter_bar';
import { catalogueQuery } from './queries';
import { type More, Results, WaitingCards } from './results';
import { useFilter } from './use_filter';

function NothingPublished() {
  const { t } = useTranslation('catalogue');
  const { data: account } = useQuery(accountQuery());
  const publish = account?.partner ? (
    <LinkButton to="/publish/new" look="primary">
      {t('empty.publish')}
    </LinkButton>
  ) : undefined;
  return (
    <Empty title={t('empty.title')} actions={publish}>
      {t('empty.text')}
    </Empty>
  );
}

function NothingFound({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation('catalogue');
  return (
    <Empty title={t('nothing.title')} actions={<Button onPress={onClear}>{t('clear')}</Button>}>
      {t('nothing.text')}
    </Empty>
  );
}

function useCatalogue(filter: Filter) {
  const query = useInfiniteQuery(catalogueQuery(filter));
  const items = useMemo(() => query.data && itemsOf(query.data.pages), [query.data]);
  return { ...query, items };
}

/** Suggestions of the whole catalogue's beginning and of what was found. */
function useSuggestions(filter: Filter) {
  const { items: all = [] } = useCatalogue(EVERYTHING);
  const { items: found = [] } = useCatalogue(filter);
  return useMemo(() => suggestionsOf(all.length > found.length ? all : found), [all, found]);
}

function Found({ filter, onClear }: { filter: Filter; onClear: () => void }) {
  const { t, i18n } = useTranslation('catalogue');
  const { items, error, refetch, isPlaceholderData, ...query } = useCatalogue(filter);
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  if (!items) {
    return error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : <WaitingCards />;
  }
  const more: More = {
    hasMore: hasNextPage && !isPlaceholderData,
    isLoading: isFetchingNextPage,
    error: isFetchNextPageError ? error : null,
    load,
  };
  const number = new Intl.NumberFormat(i18n.language).format(items.length);
  const counted = t(hasNextPage ? 'countOrMore' : 'count', { count: items.length, number });
  return (
    <>
      <p role="status" className={styles.count}>
        {items.length > 0 || isFiltered(filter) ? counted : ''}
      </p>
      {error && !isFetchNextPageError ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : null}
      {items.length > 0 ? <Results items={items} isOld={isPlaceholderData} more={more} /> : null}
      {items.length === 0 && isFiltered(filter) ? <NothingFound onClear={onClear} /> : null}
      {items.length === 0 && !isFiltered(filter) ? <NothingPublished /> : null}
    </>
  );
}

export default function CataloguePage() {
  const { t } = useTranslation('catalogue');
  const [filter, change] = useFilter();
  const suggestions = useSuggestions(filter);
  const bar = useRef<HTMLDivElement>(null);
  // The button that was pressed goes away; the focus must not go with it.
  const clear = () => {
    change(EVERYTHING);
    bar.current?.querySelector('input')?.focus();
  };
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      <div ref={bar}>
        <FilterBar filter={filter} change={change} suggestions={suggestions} onClear={clear} />
      </div>
      <Found filter={filter} onClear={clear} />
    </>
  );
}
