import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, LinkButton } from '~/parts/button';
import { RadioGroup } from '~/parts/choice';
import { SearchField } from '~/parts/field';
import { Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Empty, Skeleton } from '~/parts/waiting';
import { wordsFinder } from '~/parts/words';
import { fromIntegration } from './content';
import { integrationsQuery, type OwnIntegration } from './queries';
import type { SourceProps } from './use_content';
import styles from './publish.module.css';

const SHOWN = 12;

function Choice({
  integrations,
  found,
  wanted,
  chosen,
  onSearch,
  onChoose,
}: {
  integrations: OwnIntegration[];
  found: OwnIntegration[];
  wanted: string;
  chosen: OwnIntegration | undefined;
  onSearch: (wanted: string) => void;
  onChoose: (integration: OwnIntegration) => void;
}) {
  const { t } = useTranslation('publish');
  const left = found.length - SHOWN;
  return (
    <Stack gap={3}>
      {integrations.length > SHOWN ? (
        <SearchField label={t('source.integration.search')} value={wanted} onChange={onSearch} />
      ) : null}
      <RadioGroup
        label={t('source.integration.choose')}
        options={found.slice(0, SHOWN).map(({ id, name, kind }) => ({
          id,
          label: name || t('own.unnamed'),
          note: t(`common:kind.${kind}`),
        }))}
        value={chosen?.id ?? null}
        onChange={(id) => {
          const integration = integrations.find((one) => one.id === id);
          if (integration) onChoose(integration);
        }}
      />
      <p role="status" className={styles.quiet}>
        {found.length === 0
          ? t('source.integration.notFound')
          : left > 0
            ? t('source.integration.more', { count: left })
            : ''}
      </p>
    </Stack>
  );
}

export function IntegrationSource({ target, onLoad }: SourceProps) {
  const { t } = useTranslation('publish');
  const [chosen, setChosen] = useState<OwnIntegration>();
  const [wanted, setWanted] = useState('');
  const words = useDeferredValue(wanted);
  const { data, error, refetch } = useQuery(integrationsQuery(target?.kind));
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  if (data.length === 0)
    return (
      <Empty
        title={t('source.integration.none')}
        actions={<LinkButton to="/">{t('partner.catalogue')}</LinkButton>}
      />
    );
  const isFound = wordsFinder(words);
  const found = data.filter(({ name }) => isFound(name));
  // What is out of sight is not what one means.
  const taken = found.slice(0, SHOWN).find(({ id }) => id === chosen?.id);
  return (
    <Stack gap={4}>
      <Choice
        integrations={data}
        found={found}
        wanted={wanted}
        chosen={taken}
        onSearch={setWanted}
        onChoose={setChosen}
      />
      <div>
        <Button
          look="primary"
          isDisabled={!taken}
          onPress={() => taken && onLoad(fromIntegration(taken, target))}
        >
          {t('source.integration.make')}
        </Button>
      </div>
    </Stack>
  );
}
