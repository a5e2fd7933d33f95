import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge } from '~/parts/badge';
import { Facts, Stack } from '~/parts/layout';
import { Notice } from '~/parts/notice';
import { Bounded } from './bounded';
import { integrationIn, type JsonObject, toolsOf, variablesOf } from './documents';
import styles from './publish.module.css';

/** The integration of a document of kind diga with its tools. `notes` say what it cannot express. */
export function ToolsPreview({ document, notes }: { document: JsonObject; notes: string[] }) {
  const { t } = useTranslation('publish');
  const tools = useMemo(() => toolsOf(document), [document]);
  const variables = useMemo(() => variablesOf(integrationIn(document)), [document]);
  const { base_url: baseUrl, integration_type: type } = integrationIn(document);
  return (
    <Stack gap={4}>
      {notes.length > 0 ? (
        <Notice tone="warn" title={t('preview.notes', { count: notes.length })}>
          <Bounded items={notes} most={10}>
            {(note) => note}
          </Bounded>
        </Notice>
      ) : null}
      <Facts
        facts={[
          { name: t('preview.type'), value: String(type ?? '') },
          { name: t('preview.baseUrl'), value: <code>{String(baseUrl ?? '')}</code> },
        ]}
      />
      <section>
        <h3 className={styles.partTitle}>{t('preview.tools', { count: tools.length })}</h3>
        <Bounded items={tools} most={20}>
          {({ name, method, path, description }) => (
            <div className={styles.tool}>
              <Badge>{method || '?'}</Badge>
              <strong>{name}</strong>
              <code className={styles.path}>{path}</code>
              <span className={styles.clamped}>{description}</span>
            </div>
          )}
        </Bounded>
      </section>
      <section>
        <h3 className={styles.partTitle}>{t('preview.variables', { count: variables.length })}</h3>
        <Bounded items={variables}>{(name) => <code>{name}</code>}</Bounded>
      </section>
    </Stack>
  );
}
