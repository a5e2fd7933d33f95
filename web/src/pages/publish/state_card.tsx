import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { integrator } from '~/api/client';
import type { Template } from '~/api/types';
import { Button } from '~/parts/button';
import { ConfirmDialog } from '~/parts/dialog';
import { Card, Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { forgetTemplate } from './queries';

const setPublished = (id: string, value: boolean) =>
  integrator.PATCH('/v1/templates/{_id}', {
    params: { path: { _id: id } },
    body: [{ op: 'replace', path: '/published', value }],
  });

function Switching({ template }: { template: Template }) {
  const { t } = useTranslation('publish');
  const [isAsking, setAsking] = useState(false);
  const { id, published } = template;
  const change = useMutation({
    mutationFn: (value: boolean) => setPublished(id, value),
    onSuccess: () => forgetTemplate(id),
    onSettled: () => setAsking(false),
  });
  const hasContent = template.version !== null;
  return (
    <Stack gap={3}>
      <p>
        {t(published ? 'state.publishedWhy' : hasContent ? 'state.draftWhy' : 'state.emptyWhy')}
      </p>
      {change.error ? <ErrorNotice error={change.error} /> : null}
      {change.isSuccess ? (
        <Notice
          tone="good"
          announce
          title={t(published ? 'state.nowPublished' : 'state.nowDraft')}
        />
      ) : null}
      <div>
        {/* One button for both, so that it keeps the focus when the state changes. */}
        <Button
          look={published ? 'plain' : 'primary'}
          isPending={change.isPending}
          isDisabled={!published && !hasContent}
          onPress={() => (published ? setAsking(true) : change.mutate(true))}
        >
          {t(published ? 'state.unpublish' : 'state.publish')}
        </Button>
      </div>
      <ConfirmDialog
        title={t('state.unpublishTitle')}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        confirm={t('state.unpublish')}
        isPending={change.isPending}
        onConfirm={() => change.mutate(false)}
      >
        <p>{t('state.unpublishWhy', { name: template.name })}</p>
      </ConfirmDialog>
    </Stack>
  );
}

/** Whether the template is in the catalogue, and how to change that. */
export function StateCard({ template }: { template: Template }) {
  const { t } = useTranslation('publish');
  return (
    <Card title={t('state.title')}>
      {template.kind === 'integrator' ? (
        <Switching template={template} />
      ) : (
        <p>{t('state.digaWhy')}</p>
      )}
    </Card>
  );
}
