import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { ApiError } from '~/api/errors';
import { installationQuery } from '~/api/queries';
import type { Installation } from '~/api/types';
import { LinkButton } from '~/parts/button';
import { PageHead } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Empty, Skeleton } from '~/parts/waiting';
import { Gone } from '../installation/frame';
import { driftQuery } from '../installation/queries';
import { addedResource, type Found, installedResource } from './found';
import { ResourceView } from './resource_view';
import { useTrail } from './trail';

function Unknown({ installation }: { installation: Installation }) {
  const { t } = useTranslation('resource');
  const trail = useTrail(installation);
  return (
    <>
      <PageHead title={t('unknown.title')} trail={trail} />
      <Empty
        title={t('unknown.lead')}
        actions={
          <LinkButton to={`/installations/${installation.id}`} look="primary">
            {t('unknown.action')}
          </LinkButton>
        }
      >
        {t('unknown.why')}
      </Empty>
    </>
  );
}

/** What was found, also once it is gone: a page that shows it is not taken away. */
function useLast(found: Found | undefined): Found | undefined {
  const [last, setLast] = useState(found);
  if (found && found !== last) setLast(found);
  return found ?? (last && { ...last, state: 'deleted' });
}

/** What an installation lists, or else what was added to it since. */
function InInstallation({ installation, id }: { installation: Installation; id: string }) {
  const { t } = useTranslation(['resource', 'common']);
  const trail = useTrail(installation);
  const listed = useMemo(() => installedResource(installation, id), [installation, id]);
  const drift = useQuery({ ...driftQuery(installation.id), enabled: !listed });
  const added = useMemo(() => addedResource(drift.data ?? [], id), [drift.data, id]);
  const found = useLast(listed ?? added);
  if (found) return <ResourceView installation={installation} found={found} />;
  if (drift.data) return <Unknown installation={installation} />;
  return (
    <>
      <PageHead title={drift.error ? t('one') : t('common:loading')} trail={trail} />
      {drift.error ? (
        <ErrorNotice error={drift.error} onRetry={() => void drift.refetch()} />
      ) : (
        <Skeleton lines={8} />
      )}
    </>
  );
}

/** One resource of an installation: to read, to change and to delete. */
export default function ResourcePage() {
  const { t } = useTranslation(['resource', 'common']);
  const { id = '', resource = '' } = useParams();
  const { data, error, refetch } = useQuery(installationQuery(id));
  const trail = useTrail();
  if (error instanceof ApiError && error.status === 404) return <Gone trail={trail} />;
  if (data) return <InInstallation key={resource} installation={data} id={resource} />;
  return (
    <>
      <PageHead title={error ? t('one') : t('common:loading')} trail={trail} />
      {error ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton lines={8} />
      )}
    </>
  );
}
