import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dataOf, imprint } from '~/api/client';
import { ApiError } from '~/api/errors';
import { accountQuery, queryClient } from '~/api/queries';
import { Button } from '~/parts/button';
import { TextField } from '~/parts/field';
import { Notice, useErrorText } from '~/parts/notice';
import { startSession, useSessionEnded } from './session';
import styles from './sign_in.module.css';

// What a header cannot carry is no token, such as what comes along when one copies from a text.
const IN_A_HEADER = /^[\x21-\x7e]+$/;

async function signIn(token: string) {
  const headers = { authorization: `Bearer ${token}` };
  const account = await dataOf(imprint.GET('/api/v1/account', { headers }));
  queryClient.setQueryData(accountQuery().queryKey, account);
  startSession(token);
}

function TokenHelp() {
  const { t } = useTranslation();
  return (
    <>
      {t('signIn.tokenHelp')} <code className={styles.command}>{t('signIn.tokenCommand')}</code>
    </>
  );
}

/** The way in: a token, which is tried before it is taken. */
export function SignIn() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const ended = useSessionEnded();
  const [token, setToken] = useState('');
  const [error, setError] = useState<string>();
  const [isPending, setPending] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const trimmed = token.trim();
    if (!trimmed) return setError(t('signIn.empty'));
    if (!IN_A_HEADER.test(trimmed)) return setError(t('signIn.refused'));
    setPending(true);
    try {
      await signIn(trimmed);
    } catch (reason) {
      const refused = reason instanceof ApiError && reason.status === 401;
      setError(refused ? t('signIn.refused') : errorText(reason));
    } finally {
      setPending(false);
    }
  };

  return (
    <div className={styles.page}>
      <h1>{t('signIn.title')}</h1>
      {ended ? (
        <Notice tone="warn" announce title={t('signIn.ended')}>
          <p>{t('signIn.endedHelp')}</p>
        </Notice>
      ) : null}
      <p className={styles.lead}>{t('signIn.lead')}</p>
      <form className={styles.form} onSubmit={submit} noValidate>
        <TextField
          label={t('signIn.token')}
          help={<TokenHelp />}
          error={error}
          type="password"
          autoComplete="off"
          autoFocus
          mono
          value={token}
          onChange={(text) => {
            setToken(text);
            setError(undefined);
          }}
        />
        <p className={styles.kept}>{t('signIn.kept')}</p>
        <Button look="primary" type="submit" isPending={isPending}>
          {t('signIn.submit')}
        </Button>
      </form>
    </div>
  );
}
