import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { diga, integrator } from '~/api/client';
import type { Template } from '~/api/types';
import { Button } from '~/parts/button';
import { ConfirmDialog } from '~/parts/dialog';
import { Card, Facts, Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import {
  type Description,
  type DescriptionField,
  digaInput,
  FIELDS,
  integratorInput,
  ofDiga,
  ofIntegrator,
} from './description';
import { DescriptionForm } from './description_form';
import type { JsonObject } from './documents';
import { focusFirstInvalid } from './focus';
import { digaTemplateQuery, forgetTemplate, integratorTemplateQuery } from './queries';
import { useDescription } from './use_description';
import styles from './publish.module.css';

// The others are only worth a line where something is said.
const ALWAYS_SHOWN: readonly DescriptionField[] = ['name', 'description'];

type Save = (description: Description) => Promise<unknown>;
type Props = { template: Template; said: Description; save: Save };

function EditDialog({ template, said, save, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation('publish');
  const description = useDescription(template.kind, said);
  const saving = useMutation({
    mutationFn: () => save(description.value),
    onSuccess: async () => {
      await forgetTemplate(template.id);
      onClose();
    },
    onError: (error) => {
      if (description.refuse(error)) focusFirstInvalid();
    },
  });
  const isAboutFields = Object.keys(description.errors).length > 0;
  return (
    <ConfirmDialog
      title={t('description.edit')}
      isOpen
      wide
      onClose={onClose}
      confirm={t('description.save')}
      isPending={saving.isPending}
      onConfirm={() => {
        if (description.isGood()) saving.mutate();
        else focusFirstInvalid();
      }}
    >
      <Stack gap={4}>
        {template.kind === 'diga' ? (
          <Notice>
            <p>{t('description.digaVersion')}</p>
          </Notice>
        ) : null}
        {saving.error && !isAboutFields ? <ErrorNotice error={saving.error} /> : null}
        <DescriptionForm
          kind={template.kind}
          value={description.value}
          errors={description.errors}
          onChange={description.change}
        />
      </Stack>
    </ConfirmDialog>
  );
}

function Said({ template, said, save }: Props) {
  const { t } = useTranslation('publish');
  const [isEditing, setEditing] = useState(false);
  return (
    <Card
      title={t('description.title')}
      actions={
        <Button small onPress={() => setEditing(true)}>
          {t('description.edit')}
        </Button>
      }
    >
      <Facts
        facts={FIELDS[template.kind]
          .filter((field) => said[field] || ALWAYS_SHOWN.includes(field))
          .map((field) => ({
            name: t(`description.${field}`),
            value: said[field] ? (
              <span className={styles.plainText}>{said[field]}</span>
            ) : (
              <span className={styles.quiet}>{t('description.nothing')}</span>
            ),
          }))}
      />
      {isEditing ? (
        <EditDialog template={template} said={said} save={save} onClose={() => setEditing(false)} />
      ) : null}
    </Card>
  );
}

function IntegratorDescription({ template }: { template: Template }) {
  const { data, error, refetch } = useQuery(integratorTemplateQuery(template.id));
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton />;
  const save: Save = (description) =>
    integrator.PUT('/v1/templates/{_id}', {
      params: { path: { _id: template.id } },
      body: integratorInput(description),
    });
  return <Said template={template} said={ofIntegrator(data)} save={save} />;
}

function DigaDescription({ template }: { template: Template }) {
  const { data, error, refetch } = useQuery(digaTemplateQuery(template.id));
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton />;
  const save: Save = (description) =>
    diga.PUT('/v1/integration/template/{template_id}', {
      params: { path: { template_id: template.id } },
      body: digaInput(description, data as unknown as JsonObject),
    });
  return <Said template={template} said={ofDiga(data)} save={save} />;
}

/** What is said of the template, and a way to say it differently. */
export function DescriptionCard({ template }: { template: Template }) {
  return template.kind === 'diga' ? (
    <DigaDescription template={template} />
  ) : (
    <IntegratorDescription template={template} />
  );
}
