import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '~/api/types';
import { byModel } from '~/parts/by_model';
import { ModelIcon, ModelName } from '~/parts/badge';
import fold from '~/parts/fold.module.css';
import { Stack } from '~/parts/layout';
import { Notice } from '~/parts/notice';
import { Count } from '~/parts/time';
import { Bounded } from './bounded';
import styles from './publish.module.css';

type Resource = Plan['resources'][number];

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={styles.partTitle}>{title}</h3>
      {children}
    </section>
  );
}

function Resources({ resources }: { resources: readonly Resource[] }) {
  const { t } = useTranslation('publish');
  const models = useMemo(() => byModel(resources), [resources]);
  return (
    <Part title={t('preview.resources', { count: resources.length })}>
      {models.map(({ model, items: list }) => (
        <details key={model} className={styles.group}>
          <summary className={fold.summary}>
            <ModelIcon model={model} /> {t(`common:model.${model}`)}{' '}
            <span className={styles.quiet}>
              <Count of={list.length} />
            </span>
          </summary>
          <Bounded items={list} most={50} keyOf={({ templateId }) => templateId}>
            {({ name, templateId }) => name || <code>{templateId}</code>}
          </Bounded>
        </details>
      ))}
    </Part>
  );
}

function Warnings({ plan }: { plan: Plan }) {
  const { t } = useTranslation('publish');
  const names = useMemo(() => {
    const all = [...plan.resources, ...plan.connections];
    return new Map(all.map(({ templateId, name }) => [templateId, name]));
  }, [plan]);
  const items = [...plan.warnings, ...plan.notFollowed];
  if (items.length === 0) return null;
  return (
    <Notice tone="warn" title={t('preview.warnings', { count: items.length })}>
      <Bounded items={items} most={10}>
        {({ templateId, path, message }) => (
          <>
            {templateId ? <strong>{names.get(templateId) ?? templateId} </strong> : null}
            {path ? <code className={styles.path}>{path}</code> : null} {message}
          </>
        )}
      </Bounded>
    </Notice>
  );
}

/** What an install of this would create and ask for. */
export function PlanPreview({ plan }: { plan: Plan }) {
  const { t } = useTranslation('publish');
  const { connections, variables, secrets } = plan;
  return (
    <Stack gap={4}>
      <Warnings plan={plan} />
      <Resources resources={plan.resources} />
      <div className={styles.pair}>
        <Part title={t('preview.connections', { count: connections.length })}>
          <Bounded items={connections} keyOf={({ templateId }) => templateId}>
            {({ name, type }) => (
              <>
                <ModelIcon model="Connection" size={16} /> {name}{' '}
                <span className={styles.quiet}>{type}</span>
              </>
            )}
          </Bounded>
        </Part>
        <Part title={t('preview.variables', { count: variables.length })}>
          <Bounded items={variables} keyOf={({ name }) => name}>
            {({ name, type, useCount }) => (
              <>
                <code>{name}</code>{' '}
                <span className={styles.quiet}>
                  {t(`preview.types.${type}`)} · {t('preview.uses', { count: useCount })}
                </span>
              </>
            )}
          </Bounded>
        </Part>
      </div>
      {secrets.length > 0 ? (
        <Part title={t('preview.secrets', { count: secrets.length })}>
          <Bounded items={secrets}>{({ message }) => message}</Bounded>
        </Part>
      ) : null}
    </Stack>
  );
}

/** A resource in one line. */
export const ResourceLine = ({ model, name, templateId }: Resource) => (
  <span className={styles.resource}>
    <ModelName model={model} /> {name || <code>{templateId}</code>}
  </span>
);
