import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { versionResourceQuery } from '~/api/queries';
import type { PlannedConnection } from '~/api/types';
import { Button } from '~/parts/button';
import { TextField } from '~/parts/field';
import { Row, Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import { authOf, connectionBody, type Document, type Fields, tokenPlace } from './connection_body';
import { createConnection } from './create_connection';
import styles from './install.module.css';
import type { Own } from './queries';

const isWebAddress = (text: string) => /^https?:\/\/\S+$/.test(text) && URL.canParse(text);

/** Where the template's own document of a connection is read, and what was typed for each so far. */
export type NewConnections = {
  template: string;
  /** Of a template without versions there is no document to be read. */
  version: number | undefined;
  /** In memory alone, as it may hold a credential. */
  typed: Map<string, Fields>;
};

type Faults = { name?: string; baseURI?: string };
type Change = (part: Partial<Fields>) => void;

function useFaults(fields: Fields, isHttp: boolean): Faults {
  const { t } = useTranslation('install');
  return {
    ...(fields.name.trim() ? {} : { name: t('newConnection.nameMissing') }),
    ...(!isHttp || isWebAddress(fields.baseURI.trim())
      ? {}
      : { baseURI: t('newConnection.baseUriWrong') }),
  };
}

/** What was typed, which is there again when the form is. */
function useFields({ templateId, name, host }: PlannedConnection, typed: Map<string, Fields>) {
  const [fields, setFields] = useState<Fields>(
    () =>
      typed.get(templateId) ?? {
        name,
        baseURI: host ? `https://${host}` : '',
        user: '',
        secret: '',
      },
  );
  const change = (part: Partial<Fields>) => {
    const now = { ...fields, ...part };
    typed.set(templateId, now);
    setFields(now);
  };
  return { fields, change };
}

function Secret({
  label,
  help,
  fields,
  change,
}: {
  label: string;
  help: string;
  fields: Fields;
  change: Change;
}) {
  return (
    <TextField
      label={label}
      help={help}
      value={fields.secret}
      onChange={(secret) => change({ secret })}
      type="password"
      autoComplete="new-password"
    />
  );
}

/** What signs the calls, as far as it is one or two texts. */
function Credentials({
  type,
  document,
  fields,
  change,
}: {
  type: string;
  document: Document | undefined;
  fields: Fields;
  change: Change;
}) {
  const { t } = useTranslation('install');
  const auth = authOf(type, document);
  const place = tokenPlace(document);
  if (auth === 'other') {
    return <p className={styles.quiet}>{t('newConnection.restLater')}</p>;
  }
  if (auth === 'basic') {
    return (
      <>
        <TextField
          label={t('newConnection.user')}
          value={fields.user}
          onChange={(user) => change({ user })}
          autoComplete="off"
        />
        <Secret
          label={t('newConnection.password')}
          help={t('newConnection.stored')}
          {...{ fields, change }}
        />
      </>
    );
  }
  const sent = place ? `${t('newConnection.sentAs', { place })} ` : '';
  return (
    <Secret
      label={t('newConnection.token')}
      help={sent + t('newConnection.stored')}
      {...{ fields, change }}
    />
  );
}

function Form({
  connection,
  document,
  typed,
  onCreated,
}: {
  connection: PlannedConnection;
  document: Document | undefined;
  typed: Map<string, Fields>;
  onCreated: (made: Own) => void;
}) {
  const { t } = useTranslation('install');
  const { type } = connection;
  const isHttp = type === 'http';
  const { fields, change } = useFields(connection, typed);
  const [tried, setTried] = useState(false);
  const faults = useFaults(fields, isHttp);
  // The fields, of which one is secret, are read when it runs and not kept with the mutation.
  const creation = useMutation({
    gcTime: 0,
    mutationFn: () =>
      createConnection({
        name: fields.name.trim(),
        type,
        baseURI: fields.baseURI.trim(),
        body: connectionBody(type, document, fields),
      }),
    onSuccess: (made) => {
      typed.delete(connection.templateId);
      onCreated(made);
    },
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
          <TextField
            label={t('newConnection.baseUri')}
            value={fields.baseURI}
            onChange={(uri) => change({ baseURI: uri })}
            error={tried ? faults.baseURI : undefined}
            placeholder="https://"
            inputMode="url"
            isRequired
          />
        ) : null}
        <Credentials {...{ type, document, fields, change }} />
        {creation.error ? <ErrorNotice error={creation.error} /> : null}
        <Row>
          <Button type="submit" isPending={creation.isPending}>
            {t('newConnection.create')}
          </Button>
          <span className={styles.quiet}>{t('newConnection.atOnce')}</span>
        </Row>
      </Stack>
    </form>
  );
}

/**
 * A small form for a connection of the account, which is made at once, as the template has its own
 * one, and then chosen.
 */
export function NewConnectionForm({
  connection,
  source,
  onCreated,
}: {
  connection: PlannedConnection;
  source: NewConnections;
  onCreated: (made: Own) => void;
}) {
  const { template, version, typed } = source;
  const reading = useQuery({
    ...versionResourceQuery(template, String(version), connection.templateId),
    enabled: version !== undefined,
  });
  const { data, error, refetch } = reading;
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (version !== undefined && !data) return <Skeleton lines={3} />;
  return <Form {...{ connection, typed, onCreated }} document={data?.document} />;
}
