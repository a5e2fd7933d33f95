import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Template, Version } from '~/api/types';
import { Button, LinkButton } from '~/parts/button';
import { TextField } from '~/parts/field';
import { Card, Row, Stack } from '~/parts/layout';
import { Notice } from '~/parts/notice';
import type { Content } from './content';
import { ContentChooser } from './content_chooser';
import { NewerVersion, publishVersion } from './create';
import { FocusKept } from './focus_kept';
import { forgetTemplate } from './queries';
import { Refusal } from './refusal';
import { useSent, useUnsaved } from './unsaved';
import { useContent } from './use_content';

function Finish({
  template,
  content,
  note,
  onNote,
  onCheck,
  onDone,
}: {
  template: Template;
  content: Content;
  note: string;
  onNote: (note: string) => void;
  /** Compares the content with what the template is by now. */
  onCheck: () => void;
  onDone: (version: Version) => void;
}) {
  const { t } = useTranslation('publish');
  const publishing = useMutation({
    mutationFn: () => publishVersion(template.id, content, note),
    onSuccess: async (version) => {
      await forgetTemplate(template.id);
      onDone(version);
    },
  });
  useSent(publishing.isPending);
  const isSame = content.dryRun?.hash === template.version?.hash;
  return (
    <Stack gap={4}>
      <TextField
        label={t('version.note')}
        help={t('version.noteHelp')}
        rows={2}
        value={note}
        onChange={onNote}
      />
      {publishing.error instanceof NewerVersion ? (
        <Notice
          tone="warn"
          announce
          title={t('version.newer')}
          actions={
            <Button small onPress={onCheck}>
              {t('version.check')}
            </Button>
          }
        >
          <p>{t('version.newerWhy')}</p>
        </Notice>
      ) : publishing.error ? (
        <Refusal error={publishing.error} onRetry={() => publishing.mutate()} />
      ) : null}
      <Row>
        <Button
          look="primary"
          isPending={publishing.isPending}
          isDisabled={isSame}
          onPress={() => publishing.mutate()}
        >
          {t(template.published ? 'version.publish' : 'version.add', {
            number: content.dryRun?.number,
          })}
        </Button>
      </Row>
    </Stack>
  );
}

function Done({ template, version }: { template: Template; version: Version }) {
  const { t } = useTranslation('publish');
  const { number } = version;
  return (
    <Notice
      tone="good"
      announce
      title={t('version.done', { number })}
      actions={
        number > 1 ? (
          <LinkButton
            small
            to={`/templates/${template.id}/versions?from=${number - 1}&to=${number}`}
          >
            {t('version.diff')}
          </LinkButton>
        ) : undefined
      }
    />
  );
}

/** Gives the template its next version. */
export function NewVersionCard({ template }: { template: Template }) {
  const { t } = useTranslation('publish');
  const handle = useContent();
  const [isOpen, setOpen] = useState(template.version === null);
  const [done, setDone] = useState<Version>();
  const [note, setNote] = useState('');
  useUnsaved(note.trim() !== '');
  const { id, kind } = template;
  const toggle = () => {
    handle.clear();
    setDone(undefined);
    setNote('');
    setOpen(!isOpen);
  };
  return (
    <Card
      title={t('version.title')}
      actions={
        <Button small look={isOpen ? 'plain' : 'primary'} onPress={toggle}>
          {t(isOpen ? 'common:actions.cancel' : 'version.begin')}
        </Button>
      }
    >
      <FocusKept phase={isOpen ? 'open' : 'closed'}>
        {isOpen ? (
          <ContentChooser target={{ id, kind }} handle={handle}>
            {handle.state.phase === 'ready' ? (
              <Finish
                template={template}
                content={handle.state.content}
                note={note}
                onNote={setNote}
                onCheck={handle.retry}
                onDone={(version) => {
                  setNote('');
                  setDone(version);
                  setOpen(false);
                  handle.clear();
                }}
              />
            ) : null}
          </ContentChooser>
        ) : (
          <Stack gap={3}>
            {done ? <Done template={template} version={done} /> : null}
            <p>{t('version.lead')}</p>
          </Stack>
        )}
      </FocusKept>
    </Card>
  );
}
