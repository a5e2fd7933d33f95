import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dataOf, imprint } from '~/api/client';
import { ApiError } from '~/api/errors';
import { accountQuery, queryClient } from '~/api/queries';
import { Button } from '~/parts/button';
import { TextField } from '~/parts/field';
import { useErrorText } from '~/parts/notice';
import { setSessionToken } from './session';
import styles from './sign_in.module.css';

async function signIn(token: string) {
  const headers = { authorization: `Bearer ${token}` };
  const account = await dataOf(imprint.GET('/api/v1/account', { headers }));
  setSessionToken(token);
  queryClient.setQueryData(accountQuery().queryKey, account);
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
  const [token, setToken] = useState('');
  const [error, setError] = useState<string>();
  const [isPending, setPending] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const trimmed = token.trim();
    if (!trimmed) return setError(t('signIn.empty'));
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
