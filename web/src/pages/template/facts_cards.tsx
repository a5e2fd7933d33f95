import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VersionContents } from '~/api/types';
import { Badge, ModelIcon } from '~/parts/badge';
import { Button } from '~/parts/button';
import { Card } from '~/parts/layout';
import { LongList } from '~/parts/long_list';
import { Notice } from '~/parts/notice';
import styles from './overview.module.css';

/** The connections that whoever installs it has to give. */
export function Connections({ version }: { version: VersionContents }) {
  const { t } = useTranslation('template');
  const { connections } = version;
  return (
    <Card title={t('connections.title')}>
      {connections.length === 0 ? (
        <p className={styles.muted}>{t('connections.none')}</p>
      ) : (
        <>
          <p className={styles.help}>{t('connections.help')}</p>
          <ul role="list" className={styles.plainList}>
            {connections.map(({ templateId, name, type }) => (
              <li key={templateId}>
                <span className={styles.named}>
                  <ModelIcon model="Connection" size={16} />
                  {name || t('unnamed')}
                </span>
                {type ? <Badge>{type}</Badge> : null}
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

/** What whoever installs it has to fill in. */
export function Variables({ version }: { version: VersionContents }) {
  const { t } = useTranslation('template');
  const { variables } = version;
  return (
    <Card title={t('variables.title')}>
      {variables.length === 0 ? (
        <p className={styles.muted}>{t('variables.none')}</p>
      ) : (
        <>
          <p className={styles.help}>{t('variables.help')}</p>
          <ul role="list" className={styles.plainList}>
            {variables.map(({ name, uses }) => (
              <li key={name}>
                <code>{name}</code>
                <span className={styles.muted}>{t('variables.uses', { count: uses })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

const FEW = 3;
const ROW = 52;

/** What the server noticed of the version; many are told one by one on demand. */
export function Warnings({ version }: { version: VersionContents }) {
  const { t } = useTranslation('template');
  const { warnings, contents, connections } = version;
  const [open, setOpen] = useState(warnings.length <= FEW);
  if (warnings.length === 0) return null;
  const names = new Map([...contents, ...connections].map((one) => [one.templateId, one.name]));
  const numbered = warnings.map((warning, at) => ({ ...warning, key: String(at) }));
  return (
    <Notice
      tone="warn"
      title={t('warnings.title', { count: warnings.length })}
      actions={
        warnings.length > FEW ? (
          <Button small aria-expanded={open} onPress={() => setOpen(!open)}>
            {open ? t('warnings.hide') : t('warnings.show')}
          </Button>
        ) : undefined
      }
    >
      {open ? (
        <LongList
          label={t('warnings.label')}
          items={numbered}
          keyOf={({ key }) => key}
          estimate={ROW}
        >
          {({ message, templateId, path }) => (
            <div className={styles.warning}>
              <p>{message}</p>
              {templateId ? (
                <p className={styles.where}>
                  {names.get(templateId) || templateId}
                  {path ? (
                    <>
                      {' '}
                      · <code>{path}</code>
                    </>
                  ) : null}
                </p>
              ) : null}
            </div>
          )}
        </LongList>
      ) : null}
    </Notice>
  );
}
