import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Template } from '~/api/types';
import { Button } from '~/parts/button';
import { ConfirmDialog } from '~/parts/dialog';
import { Card, Facts, Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import {
  beyondFields,
  type Description,
  type DescriptionField,
  FIELDS,
  isTyped,
  ofDiga,
  ofIntegrator,
} from './description';
import { DescriptionForm } from './description_form';
import { focusFirstInvalid } from './focus';
import { PictureCheck } from './picture_check';
import { digaTemplateQuery, forgetTemplate, integratorTemplateQuery } from './queries';
import { ChangedMeanwhile, saveDescription } from './save_description';
import { useUnsaved } from './unsaved';
import { useDescription, useTyping } from './use_description';
import styles from './publish.module.css';

// The others are only worth a line where something is said.
const ALWAYS_SHOWN: readonly DescriptionField[] = ['name', 'description'];

type Props = { template: Template; said: Description };

function Changed({ error }: { error: ChangedMeanwhile }) {
  const { t } = useTranslation('publish');
  return (
    <Notice tone="warn" announce title={t('description.changed')}>
      <ul>
        {error.fields.map((field) => (
          <li key={field}>
            {t('description.now', {
              field: t(`description.${field}`),
              text: error.now[field] || t('description.nothing'),
            })}
          </li>
        ))}
      </ul>
      <p>{t('description.saveAgain')}</p>
    </Notice>
  );
}

function EditDialog({ template, said, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation('publish');
  // What was there when it was opened, whatever is read behind it, so that no change goes unseen.
  const [shown, setShown] = useState(said);
  const typing = useTyping();
  const description = useDescription(template.kind, shown, typing);
  const saving = useMutation({
    mutationFn: () =>
      saveDescription(template.kind, template.id, { shown, wanted: description.value }),
    onSuccess: async () => {
      await forgetTemplate(template.id);
      onClose();
    },
    onError: (error) => {
      if (error instanceof ChangedMeanwhile) setShown(error.now);
      else if (description.refuse(error)) focusFirstInvalid();
    },
  });
  useUnsaved(isTyped(typing[0]) && !saving.isPending);
  const failure = beyondFields(saving.error);
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
        {failure instanceof ChangedMeanwhile ? (
          <Changed error={failure} />
        ) : failure ? (
          <ErrorNotice error={failure} />
        ) : null}
        <DescriptionForm
          kind={template.kind}
          value={description.value}
          errors={description.errors}
          onChange={(field, text) => {
            description.change(field, text);
            saving.reset();
          }}
        />
      </Stack>
    </ConfirmDialog>
  );
}

function Said({ template, said }: Props) {
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
      <Stack gap={3}>
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
        {said.picture ? (
          <PictureCheck
            templateId={template.id}
            address={said.picture}
            onEdit={() => setEditing(true)}
          />
        ) : null}
      </Stack>
      {isEditing ? (
        <EditDialog template={template} said={said} onClose={() => setEditing(false)} />
      ) : null}
    </Card>
  );
}

function IntegratorDescription({ template }: { template: Template }) {
  const { data, error, refetch } = useQuery(integratorTemplateQuery(template.id));
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton />;
  return <Said template={template} said={ofIntegrator(data)} />;
}

function DigaDescription({ template }: { template: Template }) {
  const { data, error, refetch } = useQuery(digaTemplateQuery(template.id));
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton />;
  return <Said template={template} said={ofDiga(data)} />;
}

/** What is said of the template, and a way to say it differently. */
export function DescriptionCard({ template }: { template: Template }) {
  return template.kind === 'diga' ? (
    <DigaDescription template={template} />
  ) : (
    <IntegratorDescription template={template} />
  );
}
