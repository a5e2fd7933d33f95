import { useTranslation } from 'react-i18next';
import { ApiError } from '~/api/errors';
import { CopyButton } from '~/parts/copy_button';
import { Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { CredentialsFound } from './credentials';
import { isCredential, refusedForSecrets } from './content';
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
  if (error instanceof ApiError && error.status === 413)
    return <ErrorNotice error={error} title={t('problems.tooLarge')} />;
  if (!(error instanceof ApiError) || error.status !== 422)
    return <ErrorNotice error={error} onRetry={onRetry} />;
  const { problems } = error;
  const files = byFile(problems).filter(({ file }) => file).length;
  if (onTakeSecretsOut && refusedForSecrets(error))
    return <CredentialsFound problems={problems} onVariables={onTakeSecretsOut} />;
  const credentials = problems.filter(isCredential).length;
  return (
    <Stack gap={3}>
      <Notice
        tone="danger"
        announce
        title={t('problems.title', { count: problems.length })}
        actions={<CopyButton text={asText(problems)} label={t('problems.copy')} />}
      >
        <p>
          {files > 0 ? `${t('problems.files', { count: files })} ` : ''}
          {hint ?? t('problems.mend')}
        </p>
        {onTakeSecretsOut && credentials > 0 ? (
          <p>{t('credentials.among', { count: credentials })}</p>
        ) : null}
      </Notice>
      <ProblemList problems={problems} />
    </Stack>
  );
}
