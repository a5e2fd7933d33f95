import { useTranslation } from 'react-i18next';
import { ApiError } from '~/api/errors';
import { Button } from '~/parts/button';
import { CopyButton } from '~/parts/copy_button';
import { Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { refusedForSecrets } from './content';
import { asText, byFile } from './places';
import { ProblemList } from './problem_list';

/** What the server has against content, with places, or that it could not be asked at all. */
export function Refusal({
  error,
  hint,
  onRetry,
  onTakeSecretsOut,
}: {
  error: unknown;
  /** What that means here; by default that nothing was made. */
  hint?: string;
  onRetry: () => void;
  onTakeSecretsOut?: () => void;
}) {
  const { t } = useTranslation('publish');
  if (!(error instanceof ApiError) || error.status !== 422)
    return <ErrorNotice error={error} onRetry={onRetry} />;
  const { problems } = error;
  const files = byFile(problems).filter(({ file }) => file).length;
  const mayTakeOut = onTakeSecretsOut && refusedForSecrets(error);
  return (
    <Stack gap={3}>
      <Notice
        tone="danger"
        announce
        title={t('problems.title', { count: problems.length })}
        actions={
          <>
            {mayTakeOut ? (
              <Button small onPress={onTakeSecretsOut}>
                {t('problems.takeOut')}
              </Button>
            ) : null}
            <CopyButton text={asText(problems)} label={t('problems.copy')} />
          </>
        }
      >
        <p>
          {files > 0 ? `${t('problems.files', { count: files })} ` : ''}
          {mayTakeOut ? t('problems.secrets') : (hint ?? t('problems.mend'))}
        </p>
      </Notice>
      <ProblemList problems={problems} />
    </Stack>
  );
}
