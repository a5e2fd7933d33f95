import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Drifted, Installation } from '~/api/types';
import { Stack } from '~/parts/layout';
import { LongList } from '~/parts/long_list';
import { ErrorNotice } from '~/parts/notice';
import { Empty, Skeleton } from '~/parts/waiting';
import { countDrift, type PutBack } from './drift';
import { DriftedCard } from './drifted_card';
import styles from './drift.module.css';
import { InstallationFrame } from './frame';
import { driftQuery } from './queries';
import { Result } from './result';
import { RevertDialog } from './revert_dialog';

type Done = PutBack & { step: number };

function useSummary() {
  const { t } = useTranslation('installations');
  return (resources: Drifted[]) =>
    countDrift(resources)
      .map(([state, count]) => t(`drift.counts.${state}`, { count }))
      .join(', ');
}

function Differences({
  resources,
  onPutBack,
}: {
  resources: Drifted[];
  onPutBack: (what: PutBack) => void;
}) {
  const { t } = useTranslation('installations');
  const summary = useSummary();
  return (
    <Stack>
      <p>
        {t('drift.lead')} <strong>{summary(resources)}</strong>
      </p>
      <LongList label={t('drift.list')} items={resources} keyOf={(each) => each.id} estimate={260}>
        {(resource) => (
          <div className={styles.spaced}>
            <DriftedCard resource={resource} onPutBack={onPutBack} />
          </div>
        )}
      </LongList>
    </Stack>
  );
}

function DoneNotice({ done }: { done: Done }) {
  const { t } = useTranslation('installations');
  const { resource, field, step } = done;
  const title = field
    ? t('drift.done.field', { name: resource.name, field })
    : t('drift.done.resource', { name: resource.name });
  return (
    <Result key={step} title={title}>
      {t('drift.done.rollBack', { step })}
    </Result>
  );
}

function Drift({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const { data, error, isPending, refetch } = useQuery(driftQuery(installation.id));
  const [asked, setAsked] = useState<PutBack>();
  const [done, setDone] = useState<Done>();
  const finish = (what: PutBack, step: number) => {
    setAsked(undefined);
    setDone({ ...what, step });
  };
  return (
    <Stack>
      {done ? <DoneNotice done={done} /> : null}
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {isPending ? <Skeleton lines={8} /> : null}
      {data && data.length === 0 ? (
        <Empty title={t('drift.none')}>{t('drift.noneText')}</Empty>
      ) : null}
      {data && data.length > 0 ? <Differences resources={data} onPutBack={setAsked} /> : null}
      {asked ? (
        <RevertDialog
          installation={installation}
          what={asked}
          onClose={() => setAsked(undefined)}
          onDone={(step) => finish(asked, step)}
        />
      ) : null}
    </Stack>
  );
}

/** How an installation differs from what its template makes. */
export default function DriftPage() {
  return (
    <InstallationFrame>
      {(installation) => <Drift key={installation.id} installation={installation} />}
    </InstallationFrame>
  );
}
