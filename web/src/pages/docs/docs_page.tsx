import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation, useParams } from 'react-router';
import { NotFoundPage } from '~/app/failures';
import { LinkButton } from '~/parts/button';
import { PageHead, PageTabs } from '~/parts/layout';
import { Notice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import { useSessionToken } from '~/session/session';
import { type Api, apiOf, APIS, documentOf } from './apis';
import styles from './docs.module.css';

// By far the heaviest part of the page, and asked for by few.
const Reference = lazy(() => import('./reference'));

function Tabs() {
  const { t } = useTranslation('docs');
  const tabs = APIS.map((api) => ({ to: `/docs/${api}`, label: t(`api.${api}`) }));
  return <PageTabs label={t('tabs')} tabs={tabs} />;
}

function Docs({ api }: { api: Api }) {
  const { t } = useTranslation('docs');
  const isSignedIn = useSessionToken() !== null;
  return (
    <>
      <PageHead
        title={t('title', { api: t(`api.${api}`) })}
        lead={t(`lead.${api}`)}
        actions={
          <a href={documentOf(api)} download={`${api}.openapi.yaml`} className={styles.file}>
            {t('file')}
          </a>
        }
      />
      <Tabs />
      {isSignedIn ? null : (
        <Notice
          title={t('signedOut')}
          actions={
            <LinkButton small to="/">
              {t('common:signIn.submit')}
            </LinkButton>
          }
        >
          <p>{t('signedOutHelp')}</p>
        </Notice>
      )}
      <Suspense fallback={<Skeleton lines={12} />}>
        <Reference api={api} canTry={isSignedIn} />
      </Suspense>
    </>
  );
}

/** The three APIs' documents. They can be read without a session. */
export default function DocsPage() {
  const param = useParams().api;
  const { hash, key } = useLocation();
  const api = apiOf(param);
  if (param === undefined) {
    // By its key it leads on again where another navigation to the same address came in between.
    return <Navigate key={key} replace to={{ pathname: `/docs/${api}`, hash }} />;
  }
  return api === null ? <NotFoundPage /> : <Docs api={api} />;
}
