import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Template } from '~/api/types';
import { LinkButton } from '~/parts/button';
import { Card } from '~/parts/layout';
import { Skeleton } from '~/parts/waiting';
import { PlanPreview } from './plan_preview';
import { digaTemplateQuery, templatePlanQuery } from './queries';
import { Refusal } from './refusal';
import { ToolsPreview } from './tools_preview';
import type { JsonObject } from './documents';

function IntegratorPreview({ id, hash }: { id: string; hash: string }) {
  const { t } = useTranslation('publish');
  const { data, error, refetch } = useQuery(templatePlanQuery(id, hash));
  if (error)
    return <Refusal error={error} hint={t('problems.upload')} onRetry={() => void refetch()} />;
  return data ? <PlanPreview plan={data} /> : <Skeleton lines={5} />;
}

const NO_NOTES: string[] = [];

function DigaPreview({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(digaTemplateQuery(id));
  if (error) return <Refusal error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={5} />;
  return <ToolsPreview document={data as unknown as JsonObject} notes={NO_NOTES} />;
}

/** What whoever installs the template gets. */
export function PreviewCard({ template }: { template: Template }) {
  const { t } = useTranslation('publish');
  const { id, kind, version } = template;
  if (!version) return null;
  return (
    <Card
      title={t('preview.title')}
      actions={
        <LinkButton small to={`/templates/${id}/graph`}>
          {t('preview.graph')}
        </LinkButton>
      }
    >
      {kind === 'diga' ? (
        <DigaPreview id={id} />
      ) : (
        <IntegratorPreview id={id} hash={version.hash} />
      )}
    </Card>
  );
}
