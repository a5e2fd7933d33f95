import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlannedConnection } from '~/api/types';
import { Button } from '~/parts/button';
import { TextField } from '~/parts/field';
import { Row, Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import styles from './install.module.css';
import { createConnection, type NewConnection, type Own } from './queries';

const isWebAddress = (text: string) => /^https?:\/\/\S+$/.test(text) && URL.canParse(text);

type Fields = Pick<NewConnection, 'name' | 'baseURI' | 'token'>;
type Faults = { name?: string; baseURI?: string };

function useFaults(fields: Fields, isHttp: boolean): Faults {
  const { t } = useTranslation('install');
  return {
    ...(fields.name.trim() ? {} : { name: t('newConnection.nameMissing') }),
    ...(!isHttp || isWebAddress(fields.baseURI.trim())
      ? {}
      : { baseURI: t('newConnection.baseUriWrong') }),
  };
}

/** A small form for a connection of the account, which is made at once and then chosen. */
export function NewConnectionForm({
  connection,
  onCreated,
}: {
  connection: PlannedConnection;
  onCreated: (made: Own) => void;
}) {
  const { t } = useTranslation('install');
  const isHttp = connection.type === 'http';
  const baseURI = connection.host ? `https://${connection.host}` : '';
  const [fields, setFields] = useState<Fields>({ name: connection.name, baseURI, token: '' });
  const [tried, setTried] = useState(false);
  const faults = useFaults(fields, isHttp);
  const change = (part: Partial<Fields>) => setFields((was) => ({ ...was, ...part }));
  // The fields, of which one is secret, are read when it runs and not kept with the mutation.
  const creation = useMutation({
    gcTime: 0,
    mutationFn: () =>
      createConnection({
        name: fields.name.trim(),
        type: connection.type,
        baseURI: fields.baseURI.trim(),
        token: fields.token,
      }),
    onSuccess: onCreated,
  });
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length === 0 && !creation.isPending) creation.mutate();
  };
  return (
    <form onSubmit={submit} className={styles.newConnection} noValidate autoComplete="off">
      <Stack gap={3}>
        <TextField
          label={t('newConnection.name')}
          value={fields.name}
          onChange={(name) => change({ name })}
          error={tried ? faults.name : undefined}
          isRequired
        />
        {isHttp ? (
          <>
            <TextField
              label={t('newConnection.baseUri')}
              value={fields.baseURI}
              onChange={(uri) => change({ baseURI: uri })}
              error={tried ? faults.baseURI : undefined}
              placeholder="https://"
              inputMode="url"
              isRequired
            />
            <TextField
              label={t('newConnection.token')}
              help={t('newConnection.tokenHelp')}
              value={fields.token}
              onChange={(token) => change({ token })}
              type="password"
              autoComplete="new-password"
            />
          </>
        ) : (
          <p className={styles.quiet}>{t('newConnection.restLater', { type: connection.type })}</p>
        )}
        {creation.error ? <ErrorNotice error={creation.error} /> : null}
        <Row>
          <Button type="submit" isPending={creation.isPending}>
            {t('newConnection.create')}
          </Button>
        </Row>
      </Stack>
    </form>
  );
}
