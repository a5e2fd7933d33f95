import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { ApiError } from '~/api/errors';
import { accountQuery, templateQuery } from '~/api/queries';
import type { Template } from '~/api/types';
import { Badge } from '~/parts/badge';
import { LinkButton } from '~/parts/button';
import { PageHead, Row, Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import { DeleteCard } from './delete_card';
import { DescriptionCard } from './description_card';
import { NewVersionCard } from './new_version_card';
import { StateBadge } from './own_templates_table';
import { PartnerGate } from './partner_gate';
import { PreviewCard } from './preview_card';
import { SignCard } from './sign_card';
import { StateCard } from './state_card';
import { AskBeforeLeaving } from './unsaved';
import { useHandedOver } from './use_handed_over';
import { VersionsCard } from './versions_card';
import styles from './publish.module.css';

/** Said once, right after the template was made. */
function Made({ template }: { template: Template }) {
  const { t } = useTranslation('publish');
  if (useHandedOver('made') === undefined) return null;
  return (
    <Notice
      tone="good"
      announce
      title={t(template.published ? 'one.madePublished' : 'one.madeDraft')}
    />
  );
}

function Parts({ template }: { template: Template }) {
  return (
    <Stack gap={5}>
      <Made template={template} />
      <StateCard template={template} />
      <div className={styles.columns}>
        <Stack gap={5}>
          <NewVersionCard template={template} />
          <PreviewCard template={template} />
          <VersionsCard template={template} />
        </Stack>
        <Stack gap={5}>
          <DescriptionCard template={template} />
          <SignCard template={template} />
          <DeleteCard template={template} />
        </Stack>
      </div>
    </Stack>
  );
}

function NotMine({ template }: { template: Template }) {
  const { t } = useTranslation('publish');
  return (
    <Notice
      tone="warn"
      title={t('one.notYours', { owner: template.owner.name })}
      actions={
        <LinkButton small to={`/templates/${template.id}`}>
          {t('one.goTo')}
        </LinkButton>
      }
    />
  );
}

function Lead({ template }: { template: Template }) {
  const { t } = useTranslation('publish');
  return (
    <Row gap={2}>
      <StateBadge published={template.published} />
      <Badge>{t(`common:kind.${template.kind}`)}</Badge>
      {template.version ? (
        <Badge>{t('one.version', { number: template.version.number })}</Badge>
      ) : null}
      <span>{t('one.installs', { count: template.installs })}</span>
    </Row>
  );
}

function OwnTemplate({ id }: { id: string }) {
  const { t } = useTranslation('publish');
  const trail = [{ to: '/publish', label: t('own.title') }];
  const { data: account } = useQuery(accountQuery());
  const { data: template, error, refetch } = useQuery(templateQuery(id));
  const isGone = error instanceof ApiError && error.status === 404;
  if (error && (isGone || !template))
    return (
      <>
        <PageHead title={t('one.title')} trail={trail} />
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      </>
    );
  if (!template || !account) return <Skeleton lines={8} />;
  const isMine = template.owner.id === account.id;
  return (
    <>
      <PageHead
        title={template.name || t('own.unnamed')}
        lead={<Lead template={template} />}
        trail={trail}
        actions={
          isMine ? (
            <LinkButton to={`/templates/${id}`}>
              {t(template.published ? 'one.look' : 'one.preview')}
            </LinkButton>
          ) : undefined
        }
      />
      {isMine ? <Parts template={template} /> : <NotMine template={template} />}
    </>
  );
}

/** One of the account's templates, from the publisher's side. */
export default function OwnTemplatePage() {
  const { t } = useTranslation('publish');
  const { id = '' } = useParams();
  const { data } = useQuery(accountQuery());
  return (
    <>
      {data && !data.partner ? <PageHead title={t('one.title')} /> : null}
      <PartnerGate>
        <AskBeforeLeaving key={id}>
          <OwnTemplate id={id} />
        </AskBeforeLeaving>
      </PartnerGate>
    </>
  );
}
