import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { LinkButton } from '~/parts/button';
import { PageHead, Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';

/** At an address that has no page. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <PageHead
      title={t('notFound.title')}
      lead={t('notFound.lead')}
      actions={<LinkButton to="/">{t('notFound.home')}</LinkButton>}
    />
  );
}

/** In place of a page that failed to be shown. */
export function BrokenPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <Stack>
      <PageHead title={t('errors.title')} />
      <ErrorNotice error={error} onRetry={() => location.reload()} />
    </Stack>
  );
}
