import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { accountQuery, templateQuery } from '~/api/queries';
import type { Installation } from '~/api/types';
import { versionIn } from '~/parts/address';
import { PageHead } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { GoToInstallation } from './go_to_installation';
import { Wizard } from './wizard';

function Install({ id }: { id: string }) {
  const { t } = useTranslation('install');
  const [search] = useSearchParams();
  const [done, setDone] = useState<Installation>();
  const template = useQuery(templateQuery(id));
  const account = useQuery(accountQuery());
  const name = template.data?.name ?? '';
  const trail = [
    { to: '/', label: t('common:nav.catalogue') },
    ...(name ? [{ to: `/templates/${id}`, label: name }] : []),
  ];
  return (
    <>
      <PageHead
        title={name ? t('title', { name }) : t('titleAlone')}
        lead={t('lead')}
        trail={trail}
      />
      {done ? <GoToInstallation installation={done} /> : null}
      {account.error ? (
        <ErrorNotice error={account.error} onRetry={() => void account.refetch()} />
      ) : null}
      {done || !account.data ? null : (
        <Wizard
          account={account.data.id}
          template={id}
          version={versionIn(search)}
          onInstalled={setDone}
        />
      )}
    </>
  );
}

/** Installing a template, by the plan of it. */
export default function InstallPage() {
  const { id = '' } = useParams();
  const [search] = useSearchParams();
  // Another template or version is another install, of which nothing is entered yet.
  return <Install key={`${id} ${versionIn(search)}`} id={id} />;
}
