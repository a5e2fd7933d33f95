import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Document, Place } from '~/api/documents';
import { Button } from '~/parts/button';
import { ConfirmDialog } from '~/parts/dialog';
import { TextField } from '~/parts/field';
import { Card, Row, Stack } from '~/parts/layout';
import { MASK } from './document';
import type { Done } from './done_notice';
import { useKey } from './queries';
import { Refused } from './refused';
import styles from './resource.module.css';

type Props = { place: Place; document: Document; onDone: (what: Done['what']) => void };

function RemoveKey({ place, onDone }: Omit<Props, 'document'>) {
  const { t } = useTranslation('resource');
  const [isAsked, setAsked] = useState(false);
  const removing = useKey(
    place,
    () => null,
    () => onDone('keyGone'),
  );
  return (
    <>
      <Button onPress={() => setAsked(true)}>{t('key.remove')}</Button>
      <ConfirmDialog
        isOpen={isAsked}
        title={t('key.removeTitle')}
        confirm={t('key.remove')}
        danger
        isPending={removing.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => removing.mutate()}
      >
        <Stack>
          {removing.error ? <Refused error={removing.error} title={t('edit.refused')} /> : null}
          <p>{t('key.removeText')}</p>
        </Stack>
      </ConfirmDialog>
    </>
  );
}

/** The key of a Diga integration: whether there is one, and an entry for another. */
export function KeyCard({ place, document, onDone }: Props) {
  const { t } = useTranslation('resource');
  const [key, setKey] = useState('');
  const finish = () => {
    setKey('');
    storing.reset();
    onDone('key');
  };
  const storing = useKey(place, () => key, finish);
  const isStored = document.auth_key === MASK;
  const state = isStored ? 'stored' : document.auth_type === 'API_KEY' ? 'missing' : 'none';
  return (
    <Card title={t('key.title')}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (key) storing.mutate();
        }}
      >
        <p>{t(`key.${state}`)}</p>
        <TextField
          label={t(isStored ? 'key.another' : 'key.entry')}
          help={t('key.help')}
          type="password"
          autoComplete="new-password"
          value={key}
          onChange={setKey}
          isReadOnly={storing.isPending}
        />
        {storing.error ? <Refused error={storing.error} title={t('edit.refused')} /> : null}
        <Row>
          <Button type="submit" look="primary" isDisabled={!key} isPending={storing.isPending}>
            {t('key.store')}
          </Button>
          {isStored ? <RemoveKey place={place} onDone={onDone} /> : null}
        </Row>
      </form>
    </Card>
  );
}
