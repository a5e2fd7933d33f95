import { useTranslation } from 'react-i18next';
import type { ProblemItem } from '~/api/errors';
import { Button } from '~/parts/button';
import { Stack } from '~/parts/layout';
import { Notice } from '~/parts/notice';
import { ChangesView } from './changes_view';
import type { Content, Target } from './content';
import { CredentialsTaken } from './credentials';
import { sizeText } from './files';
import { PlanPreview } from './plan_preview';
import { ToolsPreview } from './tools_preview';
import styles from './publish.module.css';

function Details({ content }: { content: Content }) {
  if (content.kind === 'diga')
    return <ToolsPreview document={content.document} notes={content.notes} />;
  return <PlanPreview plan={content.plan} />;
}

function Summary({ content, onOther }: { content: Content; onOther: () => void }) {
  const { t, i18n } = useTranslation('publish');
  const isChecked = content.dryRun !== undefined || content.kind === 'integrator';
  return (
    <Notice
      tone={isChecked ? 'good' : 'info'}
      announce
      title={isChecked ? t('ready.good') : t('ready.later')}
      actions={
        <Button small onPress={onOther}>
          {t('ready.other')}
        </Button>
      }
    >
      {content.kind === 'integrator' ? (
        <p>
          {content.fileName} · {sizeText(content.size, i18n.language)}
        </p>
      ) : null}
    </Notice>
  );
}

/** Content that may be published, in all that is known of it. */
export function ReadyContent({
  content,
  credentials,
  target,
  onOther,
}: {
  content: Content;
  /** Those that were found in it and are taken out. */
  credentials: readonly ProblemItem[];
  target: Target;
  onOther: () => void;
}) {
  const { t } = useTranslation('publish');
  const isDiga = content.kind === 'diga';
  return (
    <Stack gap={4}>
      <Summary content={content} onOther={onOther} />
      {target ? <ChangesView templateId={target.id} content={content} /> : null}
      <CredentialsTaken problems={credentials} />
      <section className={styles.boxed}>
        <h2 className={styles.boxTitle}>
          {t(isDiga ? 'preview.holds' : target ? 'preview.ofContent' : 'preview.title')}
        </h2>
        <Details content={content} />
      </section>
    </Stack>
  );
}
