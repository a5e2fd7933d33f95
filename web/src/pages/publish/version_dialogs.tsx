import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { imprint } from '~/api/client';
import type { components } from '~/api/generated/imprint';
import type { Version } from '~/api/types';
import { ConfirmDialog } from '~/parts/dialog';
import { TextField } from '~/parts/field';
import { Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { focusFirstInvalid } from './focus';
import { forgetTemplate } from './queries';
import { useUnsaved } from './unsaved';

type Change = components['schemas']['VersionChange'];
type Props = { templateId: string; version: Version; onClose: () => void };

/** Changes what is said of a version; `onDone` comes when the page shows it. */
export function useVersionChange(templateId: string, { number }: Version, onDone: () => void) {
  return useMutation({
    mutationFn: (body: Change) =>
      imprint.PATCH('/api/v1/templates/{templateId}/versions/{number}', {
        params: { path: { templateId, number: String(number) } },
        body,
      }),
    onSuccess: async () => {
      await forgetTemplate(templateId);
      onDone();
    },
  });
}

/** Says something else of a version. */
export function NoteDialog({ templateId, version, onClose }: Props) {
  const { t } = useTranslation('publish');
  const [note, setNote] = useState(version.note);
  const change = useVersionChange(templateId, version, onClose);
  useUnsaved(note !== version.note && !change.isPending);
  return (
    <ConfirmDialog
      title={t('versions.noteOf', { number: version.number })}
      isOpen
      onClose={onClose}
      confirm={t('description.save')}
      isPending={change.isPending}
      onConfirm={() => change.mutate({ note: note.trim() })}
    >
      <Stack gap={3}>
        <TextField
          label={t('version.note')}
          help={t('version.noteHelp')}
          rows={4}
          autoFocus
          value={note}
          onChange={setNote}
        />
        {change.error ? <ErrorNotice error={change.error} /> : null}
      </Stack>
    </ConfirmDialog>
  );
}

/** Says that a version is not to be installed any more, and why. */
export function DeprecateDialog({ templateId, version, onClose }: Props) {
  const { t } = useTranslation('publish');
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const change = useVersionChange(templateId, version, onClose);
  useUnsaved(reason.trim() !== '' && !change.isPending);
  const confirm = () => {
    if (reason.trim()) return change.mutate({ deprecated: { reason: reason.trim() } });
    setMissing(true);
    focusFirstInvalid();
  };
  return (
    <ConfirmDialog
      title={t('versions.deprecateTitle', { number: version.number })}
      isOpen
      onClose={onClose}
      confirm={t('versions.deprecate')}
      isPending={change.isPending}
      onConfirm={confirm}
    >
      <Stack gap={3}>
        <p>{t('versions.deprecateWhy')}</p>
        <TextField
          label={t('versions.reasonField')}
          help={t('versions.reasonHelp')}
          rows={2}
          autoFocus
          isRequired
          value={reason}
          error={isMissing ? t('description.faults.required') : undefined}
          onChange={(text) => {
            setReason(text);
            setMissing(false);
          }}
        />
        {change.error ? <ErrorNotice error={change.error} /> : null}
      </Stack>
    </ConfirmDialog>
  );
}
