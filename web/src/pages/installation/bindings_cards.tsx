import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Installation } from '~/api/types';
import { resourceAddress } from '~/parts/address';
import { Card, Facts } from '~/parts/layout';
import { JsonValue } from '~/parts/json_view';
import styles from './overview.module.css';
import { connectionQuery } from './queries';
import { hasVariables, variablesPath } from './to_do';

type Bound = Installation['connections'][number];

function OwnConnection({ id }: { id: string }) {
  const { t } = useTranslation('installations');
  const { id: installationId = '' } = useParams();
  const { data, isError } = useQuery(connectionQuery(id));
  if (isError) return <span className={styles.quiet}>{t('connections.gone', { id })}</span>;
  return (
    <Link to={resourceAddress(installationId, id)}>
      {data?.name ? <bdi>{data.name}</bdi> : <code>{id}</code>}
    </Link>
  );
}

function Binding({ bound }: { bound: Bound }) {
  const { t } = useTranslation('installations');
  return (
    <li className={styles.binding}>
      <bdi className={styles.quiet}>{bound.name}</bdi>
      <ArrowRight size={16} aria-hidden="true" />
      <span className="visually-hidden">{t('connections.to')}</span>
      <span>
        <OwnConnection id={bound.id} />
      </span>
    </li>
  );
}

/** The template's connections, and the account's own that stand for them. */
export function BoundConnections({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const { connections } = installation;
  return (
    <Card title={t('connections.title')}>
      {connections.length === 0 ? (
        <p className={styles.quiet}>{t('connections.none')}</p>
      ) : (
        <ul role="list" className={styles.bindings}>
          {connections.map((bound) => (
            <Binding key={bound.templateId} bound={bound} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function ChangeLink({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const path = variablesPath(installation);
  if (!path || !hasVariables(installation)) return null;
  return (
    <Link to={path} aria-label={t('variables.changeThem')}>
      {t('variables.change')}
    </Link>
  );
}

/** What the installation's variables were filled with, and the way to change that. */
export function FilledVariables({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const variables = Object.entries(installation.variables);
  return (
    <Card title={t('variables.title')} actions={<ChangeLink installation={installation} />}>
      {variables.length === 0 ? (
        <p className={styles.quiet}>{t('variables.none')}</p>
      ) : (
        <Facts
          facts={variables.map(([name, value]) => ({ name, value: <JsonValue value={value} /> }))}
        />
      )}
    </Card>
  );
}
