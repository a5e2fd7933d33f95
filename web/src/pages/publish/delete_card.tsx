import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { diga, integrator } from '~/api/client';
import type { Template } from '~/api/types';
import { Button } from '~/parts/button';
import { ConfirmDialog } from '~/parts/dialog';
import { Card, Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { dropTemplate } from './queries';
import { useSent } from './unsaved';

const remove = async ({ id, kind }: Template): Promise<void> => {
  if (kind === 'diga')
    await diga.DELETE('/v1/integration/template/{template_id}', {
      params: { path: { template_id: id } },
    });
  else await integrator.DELETE('/v1/templates/{_id}', { params: { path: { _id: id } } });
};

/** Takes the template away. */
export function DeleteCard({ template }: { template: Template }) {
  const { t } = useTranslation('publish');
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const deleting = useMutation({
    mutationFn: () => remove(template),
    onSuccess: async () => {
      // Gone first, so that nothing of this page asks for it again.
      await navigate('/publish', { state: { deleted: template.name } });
      await dropTemplate(template.id);
    },
  });
  // What is typed on the page goes with the template, as was just confirmed.
  useSent(deleting.isPending);
  return (
    <Card title={t('delete.title')}>
      <Stack gap={3}>
        <p>{t('delete.lead')}</p>
        <div>
          <Button look="danger" onPress={() => setAsking(true)}>
            {t('delete.button')}
          </Button>
        </div>
      </Stack>
      <ConfirmDialog
        title={t('delete.ask', { name: template.name })}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        confirm={t('delete.button')}
        danger
        isPending={deleting.isPending}
        onConfirm={() => deleting.mutate()}
      >
        <Stack gap={3}>
          <p>{t('delete.stays', { count: template.installs })}</p>
          <p>{t('delete.never')}</p>
          {deleting.error ? <ErrorNotice error={deleting.error} /> : null}
        </Stack>
      </ConfirmDialog>
    </Card>
  );
}
