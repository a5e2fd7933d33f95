import { useTranslation } from 'react-i18next';
import type { Document, Place } from '~/api/documents';
import type { Model } from '~/api/types';
import { Switch } from '~/parts/field';
import { Card, Stack } from '~/parts/layout';
import { holdsCredentials } from './document';
import { CredentialsCard } from './credentials_card';
import type { Done } from './done_notice';
import { KeyCard } from './key_card';
import { useFlag } from './queries';
import { Refused } from './refused';
import styles from './resource.module.css';

const SWITCHES: Partial<Record<Model, string>> = { Flow: 'disabled', Connection: 'offline' };

type Props = { place: Place; document: Document; onDone: (what: Done['what']) => void };

/** A field of the document that is true while the resource is switched off. */
function OffSwitch({ place, document, field }: Omit<Props, 'onDone'> & { field: string }) {
  const { t } = useTranslation('resource');
  const flag = useFlag(place, field);
  const isOff = flag.isPending ? flag.variables : document[field] === true;
  const word = isOff ? 'off' : 'on';
  return (
    <Stack gap={2}>
      <Switch
        isSelected={!isOff}
        isReadOnly={flag.isPending}
        onChange={(isOn) => flag.mutate(!isOn)}
      >
        <strong>{t(`${field}.label`)}</strong>
      </Switch>
      <p className={styles.quiet}>{t(`${field}.${word}`)}</p>
      <p role="status" className="visually-hidden">
        {flag.isSuccess ? t(`${field}.now.${word}`) : ''}
      </p>
      {flag.error ? <Refused error={flag.error} title={t('edit.refused')} /> : null}
    </Stack>
  );
}

/** What is switched or entered without touching the rest of the document. */
export function StateCards(props: Props) {
  const { kind, model } = props.place;
  if (kind === 'diga') return model === 'Integration' ? <KeyCard {...props} /> : null;
  const field = SWITCHES[model];
  return (
    <>
      {field ? (
        <Card>
          <OffSwitch {...props} field={field} />
        </Card>
      ) : null}
      {holdsCredentials(props.place) ? <CredentialsCard {...props} /> : null}
    </>
  );
}
