import { Undo2 } from 'lucide-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Drifted } from '~/api/types';
import { resourceAddress } from '~/parts/address';
import { Badge, ModelIcon } from '~/parts/badge';
import { Button } from '~/parts/button';
import { Card, Row } from '~/parts/layout';
import { ValueDiff } from '~/parts/value_diff';
import { canBePutBack, type PutBack } from './drift';
import styles from './drift.module.css';

const FIRST = 10;
const TONES = { edited: 'warn', deleted: 'danger', added: 'good' } as const;

type Field = Drifted['fields'][number];

function FieldDifference({ field, onPutBack }: { field: Field; onPutBack: () => void }) {
  const { t } = useTranslation('installations');
  const name = field.path || t('drift.whole');
  return (
    <li className={styles.field}>
      <div className={styles.fieldHead}>
        <h3 className={styles.path}>{name}</h3>
        <Button
          small
          look="quiet"
          onPress={onPutBack}
          aria-label={t('drift.putBackField', { name })}
        >
          <Undo2 size={16} aria-hidden="true" />
          {t('drift.putBack')}
        </Button>
      </div>
      <ValueDiff
        before={field.template}
        after={field.installed}
        beforeLabel={t('drift.template')}
        afterLabel={t('drift.here')}
      />
    </li>
  );
}

/** The fields of a resource that differ, the first of them at once. */
function Fields({
  resource,
  onPutBack,
}: {
  resource: Drifted;
  onPutBack: (what: PutBack) => void;
}) {
  const { t } = useTranslation('installations');
  const [shown, setShown] = useState(FIRST);
  const left = resource.fields.length - shown;
  return (
    <>
      <ul role="list" className={styles.fields}>
        {resource.fields.slice(0, shown).map((field) => (
          <FieldDifference
            key={field.path}
            field={field}
            onPutBack={() => onPutBack(field.path ? { resource, field: field.path } : { resource })}
          />
        ))}
      </ul>
      {left > 0 ? (
        <Button small onPress={() => setShown(shown + 50)}>
          {t('drift.moreFields', { count: left })}
        </Button>
      ) : null}
    </>
  );
}

/** One resource that differs, and how. */
export const DriftedCard = memo(function DriftedCard({
  resource,
  onPutBack,
}: {
  resource: Drifted;
  onPutBack: (what: PutBack) => void;
}) {
  const { t } = useTranslation(['installations', 'common']);
  const { id: installationId = '' } = useParams();
  const { name, model, state, fields, fieldsLeftOut } = resource;
  const whole = t(state === 'deleted' ? 'drift.putItBack' : 'drift.putBackAll');
  return (
    <Card
      title={
        <span className={styles.title}>
          <ModelIcon model={model} />
          <Link to={resourceAddress(installationId, resource.id)} className={styles.name}>
            <bdi>{name || resource.id}</bdi>
          </Link>
          <span className={styles.model}>{t(`common:model.${model}`)}</span>
          <Badge tone={TONES[state]}>{t(`drift.state.${state}`)}</Badge>
        </span>
      }
      actions={
        canBePutBack(resource) ? (
          <Row>
            <Button small onPress={() => onPutBack({ resource })} aria-label={`${whole}: ${name}`}>
              <Undo2 size={16} aria-hidden="true" />
              {whole}
            </Button>
          </Row>
        ) : undefined
      }
    >
      {state === 'edited' ? null : <p className={styles.said}>{t(`drift.said.${state}`)}</p>}
      {fieldsLeftOut ? <p className={styles.said}>{t('drift.leftOut')}</p> : null}
      {fields.length > 0 ? <Fields resource={resource} onPutBack={onPutBack} /> : null}
    </Card>
  );
});
