import { useTranslation } from 'react-i18next';
import type { Document, Place } from '~/api/documents';
import { CopyButton } from '~/parts/copy_button';
import { Card } from '~/parts/layout';
import { Time } from '~/parts/time';
import type { Found } from './found';
import styles from './resource.module.css';

function Id({ id }: { id: string }) {
  return (
    <span className={styles.id}>
      <code>{id}</code>
      <CopyButton text={id} />
    </span>
  );
}

const timeIn = (document: Document | undefined, ...fields: string[]) =>
  fields
    .map((field) => document?.[field])
    .find((value): value is string => typeof value === 'string' && !isNaN(Date.parse(value)));

/** Its ids and times. */
export function FactsCard({
  place,
  found,
  document,
}: {
  place: Place;
  found: Found;
  document: Document | undefined;
}) {
  const { t } = useTranslation(['resource', 'common']);
  const created = timeIn(document, 'createdAt', 'created_at');
  const changed = timeIn(document, 'lastModified', 'updated_at');
  const facts = [
    { name: t('facts.id'), value: <Id id={place.id} /> },
    { name: t('facts.templateId'), value: found.templateId && <Id id={found.templateId} /> },
    { name: t('facts.created'), value: created && <Time at={created} /> },
    { name: t('facts.changed'), value: changed && <Time at={changed} /> },
  ];
  return (
    <Card title={t('facts.title')}>
      <dl className={styles.facts}>
        {facts.map(({ name, value }) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </Card>
  );
}
