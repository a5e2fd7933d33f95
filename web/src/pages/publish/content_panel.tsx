import { useTranslation } from 'react-i18next';
import { Label, ProgressBar } from 'react-aria-components';
import { Button } from '~/parts/button';
import { Row } from '~/parts/layout';
import type { Target } from './content';
import { FocusKept } from './focus_kept';
import { Refusal } from './refusal';
import { ReadyContent } from './ready_content';
import { sizeText } from './files';
import type { ContentHandle, ContentState } from './use_content';
import styles from './publish.module.css';

type Working = Extract<ContentState, { phase: 'working' }>;

function Progressing({ state, onCancel }: { state: Working; onCancel: () => void }) {
  const { t, i18n } = useTranslation('publish');
  const { step, progress } = state;
  const percent = progress && progress.total > 0 ? (progress.sent / progress.total) * 100 : 0;
  const size = (bytes: number) => sizeText(bytes, i18n.language);
  return (
    <div className={styles.progress}>
      <ProgressBar value={percent} isIndeterminate={step !== 'uploading'} className={styles.bar!}>
        {({ valueText }) => (
          <>
            <Row between>
              <Label>{t(`step.${step}`)}</Label>
              <span className={styles.quiet}>
                {progress ? `${size(progress.sent)} / ${size(progress.total)} · ${valueText}` : ''}
              </span>
            </Row>
            <div className={styles.track} data-moving={step !== 'uploading' || undefined}>
              <div style={{ width: step === 'uploading' ? `${percent}%` : '40%' }} />
            </div>
          </>
        )}
      </ProgressBar>
      <Button small onPress={onCancel}>
        {t('common:actions.cancel')}
      </Button>
    </div>
  );
}

/** What became of the content that was chosen. */
export function ContentPanel({ handle, target }: { handle: ContentHandle; target: Target }) {
  const { state } = handle;
  return (
    <FocusKept phase={state.phase}>
      {state.phase === 'working' ? (
        <Progressing state={state} onCancel={handle.clear} />
      ) : state.phase === 'refused' ? (
        <Refusal
          error={state.error}
          onRetry={handle.retry}
          onTakeSecretsOut={handle.takeSecretsOut}
        />
      ) : state.phase === 'ready' ? (
        <ReadyContent
          content={state.content}
          credentials={state.credentials}
          target={target}
          onOther={handle.clear}
        />
      ) : null}
    </FocusKept>
  );
}
