import { FileText } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemItem } from '~/api/errors';
import { Button } from '~/parts/button';
import { byFile, type FileProblems, firstOf } from './places';
import styles from './publish.module.css';

const MOST = 30;

function OneFile({ file, problems }: FileProblems) {
  const { t } = useTranslation('publish');
  return (
    <section className={styles.file}>
      <h3 className={styles.fileName}>
        <FileText size={16} aria-hidden="true" />
        {file ? <code>{file}</code> : t('problems.whole')}
      </h3>
      <ul role="list" className={styles.faults}>
        {problems.map(({ path, message }, at) => (
          <li key={at}>
            {path ? <code className={styles.path}>{path}</code> : null}
            <span>{message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is wrong, file by file. A long list is cut off until all of it is asked for. */
export function ProblemList({ problems }: { problems: readonly ProblemItem[] }) {
  const { t } = useTranslation('publish');
  const [all, setAll] = useState(false);
  const files = useMemo(() => byFile(problems), [problems]);
  const shown = all ? files : firstOf(files, MOST);
  return (
    <div className={styles.files}>
      {shown.map((file) => (
        <OneFile key={file.file} {...file} />
      ))}
      {!all && problems.length > MOST ? (
        <Button small onPress={() => setAll(true)}>
          {t('showAll', { count: problems.length })}
        </Button>
      ) : null}
    </div>
  );
}
