import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'react-router';
import type { InstallationSummary } from '~/api/types';
import { Button, LinkButton } from '~/parts/button';
import { SearchField, Switch } from '~/parts/field';
import { Card, PageHead, Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { Empty, Skeleton } from '~/parts/waiting';
import { filtered, type Filter } from './filter';
import { InstallationsTable } from './installations_table';
import styles from './installations.module.css';
import { installationsQuery } from './queries';

/** What a page that removed an installation leaves for this one. */
export type Removed = { removed: string };

function RemovedNotice() {
  const { t } = useTranslation('installations');
  const state = useLocation().state as Partial<Removed> | null;
  if (!state?.removed) return null;
  return (
    <Notice tone="good" announce>
      {t('removed', { name: state.removed })}
    </Notice>
  );
}

function useFilter(): [Filter, (change: Partial<Filter>) => void] {
  const [query, setQuery] = useSearchParams();
  const filter = { text: query.get('q') ?? '', upgradeOnly: query.get('upgrade') === 'true' };
  const change = (changes: Partial<Filter>) => {
    const next = { ...filter, ...changes };
    const wanted = {
      ...(next.text ? { q: next.text } : {}),
      ...(next.upgradeOnly ? { upgrade: 'true' } : {}),
    };
    setQuery(wanted, { replace: true });
  };
  return [filter, change];
}

function NothingYet() {
  const { t } = useTranslation('installations');
  return (
    <Empty
      title={t('empty.title')}
      actions={
        <LinkButton to="/" look="primary">
          {t('empty.action')}
        </LinkButton>
      }
    >
      {t('empty.text')}
    </Empty>
  );
}

function FilterBar({
  filter,
  change,
  counted,
}: {
  filter: Filter;
  change: (change: Partial<Filter>) => void;
  counted: string;
}) {
  const { t } = useTranslation('installations');
  return (
    <div className={styles.filters}>
      <div className={styles.search}>
        <SearchField
          label={t('filter.search')}
          value={filter.text}
          onChange={(text) => change({ text })}
        />
      </div>
      <Switch isSelected={filter.upgradeOnly} onChange={(upgradeOnly) => change({ upgradeOnly })}>
        {t('filter.upgradeOnly')}
      </Switch>
      <p className={styles.count} role="status">
        {counted}
      </p>
    </div>
  );
}

function Found({ all, hasMore }: { all: InstallationSummary[]; hasMore: boolean }) {
  const { t } = useTranslation('installations');
  const [filter, change] = useFilter();
  const wanted = useDeferredValue(filter.text);
  const { upgradeOnly } = filter;
  const shown = useMemo(
    () => filtered(all, { text: wanted, upgradeOnly }),
    [all, wanted, upgradeOnly],
  );
  const whole = shown.length === all.length;
  const counted = whole
    ? t(hasMore ? 'countMore' : 'count', { count: all.length })
    : t('countOf', { count: shown.length, all: all.length });
  return (
    <>
      <FilterBar filter={filter} change={change} counted={counted} />
      {shown.length > 0 ? (
        <div className={styles.table}>
          <InstallationsTable installations={shown} />
        </div>
      ) : (
        <Empty
          title={t('filter.nothing')}
          actions={
            <Button onPress={() => change({ text: '', upgradeOnly: false })}>
              {t('filter.clear')}
            </Button>
          }
        >
          {hasMore ? t('filter.amongLoaded') : null}
        </Empty>
      )}
    </>
  );
}

function Content() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(installationsQuery());
  const all = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  if (query.isPending) return <Skeleton lines={8} />;
  if (query.isError && all.length === 0) {
    return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (all.length === 0) return <NothingYet />;
  return (
    <Stack>
      <Found all={all} hasMore={query.hasNextPage} />
      {query.isError ? <ErrorNotice error={query.error} /> : null}
      {query.hasNextPage ? (
        <div className={styles.more}>
          <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {t('actions.showMore')}
          </Button>
        </div>
      ) : null}
    </Stack>
  );
}

/** What the account has installed. */
export default function InstallationsPage() {
  const { t } = useTranslation('installations');
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      <Stack>
        <RemovedNotice />
        <Card>
          <Content />
        </Card>
      </Stack>
    </>
  );
}
