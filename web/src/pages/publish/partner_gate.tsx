import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { accountQuery } from '~/api/queries';
import { Button, LinkButton } from '~/parts/button';
import { Card, Row, Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import { Command } from './command';

function Explanation({
  name,
  isAsking,
  onAsk,
}: {
  name: string;
  isAsking: boolean;
  onAsk: () => void;
}) {
  const { t } = useTranslation('publish');
  return (
    <Card title={t('partner.title')}>
      <Stack gap={4}>
        <p>{t('partner.why', { name })}</p>
        <p>{t('partner.how')}</p>
        <Command text={`imprint token create --account ${name} --partner`} />
        <p>{t('partner.then')}</p>
        <Row>
          <Button look="primary" isPending={isAsking} onPress={onAsk}>
            {t('partner.again')}
          </Button>
          <LinkButton to="/">{t('partner.catalogue')}</LinkButton>
        </Row>
      </Stack>
    </Card>
  );
}

/** What it holds is for accounts that may publish; others learn why not, and how they may. */
export function PartnerGate({ children }: { children: ReactNode }) {
  const { data, error, refetch, isFetching } = useQuery(accountQuery());
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  if (data.partner) return children;
  return <Explanation name={data.name} isAsking={isFetching} onAsk={() => void refetch()} />;
}
