import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountQuery } from '~/api/queries';
import { Button, LinkButton } from '~/parts/button';
import { SearchField } from '~/parts/field';
import { Card, PageHead, Row, Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { Empty, Skeleton } from '~/parts/waiting';
import { wordsFinder } from '~/parts/words';
import { OwnTemplatesTable } from './own_templates_table';
import { PartnerGate } from './partner_gate';
import { ownTemplatesQuery } from './queries';
import { useHandedOver } from './use_handed_over';

const SEARCHED_FROM = 8;

function OwnTemplates() {
  const { t } = useTranslation('publish');
  const [wanted, setWanted] = useState('');
  const query = useInfiniteQuery(ownTemplatesQuery());
  const templates = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const words = useDeferredValue(wanted);
  const shown = useMemo(() => {
    const isFound = wordsFinder(words);
    return (templates ?? []).filter(({ name }) => isFound(name));
  }, [templates, words]);
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  // A search is among all of them, so the rest is read first.
  const isSearching = words.trim() !== '' && hasNextPage && !isError;
  useEffect(() => {
    if (isSearching && !isFetching) void fetchNextPage();
  }, [isSearching, isFetching, fetchNextPage]);
  if (query.error && !templates)
    return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!templates) return <Skeleton lines={6} />;
  if (templates.length === 0)
    return (
      <Empty
        title={t('own.none')}
        actions={
          <LinkButton look="primary" to="/publish/new">
            {t('own.new')}
          </LinkButton>
        }
      >
        {t('own.noneWhy')}
      </Empty>
    );
  return (
    <Stack gap={4}>
      {templates.length >= SEARCHED_FROM || query.hasNextPage ? (
        <SearchField label={t('own.search')} value={wanted} onChange={setWanted} />
      ) : null}
      <p role="status" className="visually-hidden">
        {isSearching ? '' : t('own.count', { count: shown.length })}
      </p>
      {shown.length > 0 ? (
        <Card flush>
          <OwnTemplatesTable templates={shown} />
        </Card>
      ) : isSearching ? (
        <Skeleton lines={4} />
      ) : query.error ? null : (
        <Empty
          title={t('own.notFound')}
          actions={<Button onPress={() => setWanted('')}>{t('common:actions.clear')}</Button>}
        />
      )}
      {query.error ? (
        <ErrorNotice
          error={query.error}
          title={t('own.notAll')}
          onRetry={() => void fetchNextPage()}
        />
      ) : hasNextPage ? (
        <Row>
          <Button isPending={query.isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {t('common:actions.showMore')}
          </Button>
        </Row>
      ) : null}
    </Stack>
  );
}

/** Said once, where one comes from after a template was deleted. */
function Deleted() {
  const { t } = useTranslation('publish');
  const name = useHandedOver('deleted');
  if (name === undefined) return null;
  return <Notice tone="good" announce title={t('own.deleted', { name })} />;
}

/** The templates that the account publishes. */
export default function OwnTemplatesPage() {
  const { t } = useTranslation('publish');
  const { data: account } = useQuery(accountQuery());
  return (
    <>
      <PageHead
        title={t('own.title')}
        lead={t('own.lead')}
        actions={
          account?.partner ? (
            <LinkButton look="primary" to="/publish/new">
              {t('own.new')}
            </LinkButton>
          ) : undefined
        }
      />
      <PartnerGate>
        <Stack gap={4}>
          <Deleted />
          <OwnTemplates />
        </Stack>
      </PartnerGate>
    </>
  );
}
