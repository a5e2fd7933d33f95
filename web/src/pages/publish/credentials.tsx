import { useTranslation } from 'react-i18next';
import type { ProblemItem } from '~/api/errors';
import { Button } from '~/parts/button';
import { CopyButton } from '~/parts/copy_button';
import { Stack } from '~/parts/layout';
import { Notice } from '~/parts/notice';
import { Bounded } from './bounded';
import { asText, byFile } from './places';
import { ProblemList } from './problem_list';
import styles from './publish.module.css';

/** Credentials in content that is otherwise good: where, and what may become of them. */
export function CredentialsFound({
  problems,
  onVariables,
}: {
  problems: readonly ProblemItem[];
  onVariables: () => void;
}) {
  const { t } = useTranslation('publish');
  const files = byFile(problems).filter(({ file }) => file).length;
  return (
    <Stack gap={3}>
      <Notice
        tone="warn"
        announce
        title={t('credentials.title', { count: problems.length })}
        actions={
          <>
            <Button small onPress={onVariables}>
              {t('credentials.variables')}
            </Button>
            <CopyButton text={asText(problems)} label={t('problems.copy')} />
          </>
        }
      >
        <p>
          {files > 0 ? `${t('problems.files', { count: files })} ` : ''}
          {t('credentials.why')}
        </p>
        <ul className={styles.ways}>
          <li>{t('credentials.byServer')}</li>
          <li>{t('credentials.yourself')}</li>
        </ul>
      </Notice>
      <ProblemList problems={problems} />
    </Stack>
  );
}

/** Where the credentials stood whose places are taken by variables. */
export function CredentialsTaken({ problems }: { problems: readonly ProblemItem[] }) {
  const { t } = useTranslation('publish');
  if (problems.length === 0) return null;
  return (
    <section className={styles.boxed}>
      <h2 className={styles.boxTitle}>{t('credentials.taken', { count: problems.length })}</h2>
      <Stack gap={3}>
        <p>{t('credentials.takenWhy')}</p>
        <Bounded items={byFile(problems)} most={10} keyOf={({ file }) => file}>
          {({ file, problems: places }) => (
            <>
              {file ? <code>{file}</code> : null}
              {places.map(({ path }) => (
                <code key={path} className={styles.place}>
                  {path}
                </code>
              ))}
            </>
          )}
        </Bounded>
      </Stack>
    </section>
  );
}
