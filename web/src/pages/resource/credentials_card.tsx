import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Document, Place } from '~/api/documents';
import { Button } from '~/parts/button';
import { Select } from '~/parts/choice';
import { TextField } from '~/parts/field';
import { Card, Stack } from '~/parts/layout';
import { maskedPaths, settablePaths, withText } from './credentials';
import type { Done } from './done_notice';
import { useChange } from './queries';
import { Refused } from './refused';
import styles from './resource.module.css';

type Props = { place: Place; document: Document; onDone: (what: Done['what']) => void };

function StoredPaths({ paths }: { paths: string[] }) {
  const { t } = useTranslation('resource');
  if (paths.length === 0) return <p className={styles.quiet}>{t('secret.none')}</p>;
  return (
    <ul role="list" aria-label={t('secret.list')} className={styles.users}>
      {paths.map((path) => (
        <li key={path}>
          <code>{path}</code> <span className={styles.stored}>{t('secret.stored')}</span>
        </li>
      ))}
    </ul>
  );
}

/** Which credentials are stored, and an entry for one, be it new or in place of what is stored. */
export function CredentialsCard({ place, document, onDone }: Props) {
  const { t } = useTranslation('resource');
  const stored = useMemo(() => maskedPaths(document), [document]);
  const paths = useMemo(() => settablePaths(place.model, document), [place.model, document]);
  const [chosen, setChosen] = useState<string>();
  const [secret, setSecret] = useState('');
  const path = chosen ?? paths[0] ?? '';
  const finish = () => {
    setSecret('');
    storing.reset();
    onDone('credential');
  };
  const storing = useChange(place, (now) => withText(now, path, secret), finish);
  return (
    <Card title={t('secret.title')}>
      <Stack gap={3}>
        <StoredPaths paths={stored} />
        {paths.length > 0 ? (
          <form
            className={styles.form}
            onSubmit={(event) => {
              event.preventDefault();
              if (secret) storing.mutate();
            }}
          >
            <Select
              label={t('secret.field')}
              options={paths.map((id) => ({ id, label: id }))}
              value={path}
              onChange={setChosen}
              isDisabled={storing.isPending}
            />
            <TextField
              label={t('secret.entry')}
              help={t('secret.help')}
              type="password"
              autoComplete="new-password"
              value={secret}
              onChange={setSecret}
              isReadOnly={storing.isPending}
            />
            {storing.error ? <Refused error={storing.error} title={t('edit.refused')} /> : null}
            <div>
              <Button type="submit" isDisabled={!secret} isPending={storing.isPending}>
                {t('secret.store')}
              </Button>
            </div>
          </form>
        ) : null}
      </Stack>
    </Card>
  );
}
