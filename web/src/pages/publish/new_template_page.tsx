import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Button } from '~/parts/button';
import { Card, PageHead, Row, Stack } from '~/parts/layout';
import { Notice } from '~/parts/notice';
import { type Content, nameIn } from './content';
import { ContentChooser } from './content_chooser';
import { createTemplate, lookFor, MaybeMade, PartlyMade } from './create';
import { beyondFields, isTyped, NOTHING_SAID, ofDiga } from './description';
import { DescriptionForm } from './description_form';
import { focusFirstInvalid } from './focus';
import { MakingFailure } from './making_failure';
import { PartnerGate } from './partner_gate';
import { forgetTemplate } from './queries';
import { useContent } from './use_content';
import { AskBeforeLeaving, useSent, useUnsaved } from './unsaved';
import { useDescription, useTyping } from './use_description';
import styles from './publish.module.css';

const saidBy = (content: Content) =>
  content.kind === 'diga' ? ofDiga(content.document) : { ...NOTHING_SAID, name: nameIn(content) };

// What may be there is not made again without a look, whatever is typed.
const isOpenEnded = (error: unknown) => error instanceof PartlyMade || error instanceof MaybeMade;

type FinishProps = { content: Content; typing: ReturnType<typeof useTyping> };

/** The last step: what is said of it, and making it. */
function Finish({ content, typing }: FinishProps) {
  const { t } = useTranslation('publish');
  const navigate = useNavigate();
  const { kind } = content;
  const description = useDescription(kind, saidBy(content), typing);
  const making = useMutation({
    mutationFn: async (unclear: MaybeMade | undefined) => {
      if (unclear) throw await lookFor(unclear);
      return createTemplate(content, description.value);
    },
    onSuccess: async (id) => {
      await forgetTemplate(id);
      await navigate(`/publish/${id}`, { state: { made: kind } });
    },
    onError: (error) => {
      if (description.refuse(error)) focusFirstInvalid();
    },
  });
  const submit = () => {
    if (description.isGood()) making.mutate(undefined);
    else focusFirstInvalid();
  };
  const { error } = making;
  const failure = beyondFields(error);
  // Where it may be there, it was made of what is typed here.
  useSent(making.isPending || isOpenEnded(error));
  return (
    <Card title={t('new.describe')}>
      <div className={styles.form}>
        <Stack gap={5}>
          <DescriptionForm
            kind={kind}
            value={description.value}
            errors={description.errors}
            onChange={(field, text) => {
              description.change(field, text);
              if (!isOpenEnded(error)) making.reset();
            }}
          />
          {failure ? (
            <MakingFailure
              error={failure}
              isPending={making.isPending}
              onRetry={submit}
              onLook={() => making.mutate(error instanceof MaybeMade ? error : undefined)}
            />
          ) : null}
          <Notice>
            <p>{t(kind === 'diga' ? 'new.digaPublished' : 'new.draftFirst')}</p>
          </Notice>
          <Row>
            <Button
              look="primary"
              isPending={making.isPending}
              isDisabled={isOpenEnded(error)}
              onPress={submit}
            >
              {t(kind === 'diga' ? 'new.publish' : 'new.create')}
            </Button>
          </Row>
        </Stack>
      </div>
    </Card>
  );
}

function NewTemplate() {
  const { t } = useTranslation('publish');
  const handle = useContent();
  const { state } = handle;
  // Stays while other content is chosen.
  const typing = useTyping();
  useUnsaved(isTyped(typing[0]));
  return (
    <Stack gap={5}>
      <Card title={t('new.content')}>
        <ContentChooser target={undefined} handle={handle} />
      </Card>
      {state.phase === 'ready' ? <Finish content={state.content} typing={typing} /> : null}
    </Stack>
  );
}

/** Makes a template, of content that is known to be good. */
export default function NewTemplatePage() {
  const { t } = useTranslation('publish');
  return (
    <>
      <PageHead
        title={t('new.title')}
        lead={t('new.lead')}
        trail={[{ to: '/publish', label: t('own.title') }]}
      />
      <PartnerGate>
        <AskBeforeLeaving>
          <NewTemplate />
        </AskBeforeLeaving>
      </PartnerGate>
    </>
  );
}
