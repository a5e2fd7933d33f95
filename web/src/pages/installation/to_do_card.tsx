import { KeyRound, PencilLine, Play, Unplug } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Installation } from '~/api/types';
import { Button, LinkButton } from '~/parts/button';
import { byModel } from '~/parts/by_model';
import { Card } from '~/parts/layout';
import { type Flow, leftToDo, resourcePath, variablesPath } from './to_do';
import styles from './to_do.module.css';

const FIRST = 5;

/** The first of them at once, all where a person wants to see them. */
function Few<Item>({ items, children }: { items: Item[]; children: (item: Item) => ReactNode }) {
  const { t } = useTranslation('installations');
  const [isWhole, setWhole] = useState(false);
  // One more takes no more room than the button.
  const left = items.length > FIRST + 1 ? items.length - FIRST : 0;
  return (
    <>
      <ul role="list" className={styles.items}>
        {(isWhole || left === 0 ? items : items.slice(0, FIRST)).map(children)}
      </ul>
      {left > 0 ? (
        <div className={styles.more}>
          <Button
            small
            look="quiet"
            aria-expanded={isWhole}
            onPress={() => setWhole((before) => !before)}
          >
            {isWhole ? t('toDo.fewer') : t('toDo.more', { count: left })}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Group({
  icon,
  title,
  action,
  children,
}: {
  icon: ReactNode;
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className={styles.group}>
      <span className={styles.icon}>{icon}</span>
      <div className={styles.text}>
        <h3 className={styles.title}>{title}</h3>
        {children}
      </div>
      {action ? <div className={styles.action}>{action}</div> : null}
    </li>
  );
}

function Gone({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const { goneConnections: gone } = installation.toDo;
  if (gone.length === 0) return null;
  return (
    <Group
      icon={<Unplug size={18} aria-hidden="true" />}
      title={t('toDo.gone', { count: gone.length })}
    >
      <Few items={gone}>
        {({ templateId, name }) => (
          <li key={templateId}>
            <bdi>{name}</bdi>
          </li>
        )}
      </Few>
      <p className={styles.quiet}>{t('toDo.goneText', { count: gone.length })}</p>
    </Group>
  );
}

function Secrets({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const { secrets } = installation.toDo;
  if (secrets.length === 0) return null;
  return (
    <Group
      icon={<KeyRound size={18} aria-hidden="true" />}
      title={t('toDo.secrets', { count: secrets.length })}
    >
      {byModel(secrets).map(({ model, items }) => (
        <div key={model} className={styles.part}>
          <Few items={items}>
            {({ id, name }) => (
              <li key={id}>
                <Link to={resourcePath(installation, id)}>
                  <bdi>{name || id}</bdi>
                </Link>
              </li>
            )}
          </Few>
          <p className={styles.quiet}>{t([`toDo.why.${model}`, 'toDo.why.other'])}</p>
        </div>
      ))}
    </Group>
  );
}

function Unfilled({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const { unfilled } = installation.toDo;
  const path = variablesPath(installation);
  if (unfilled.length === 0) return null;
  return (
    <Group
      icon={<PencilLine size={18} aria-hidden="true" />}
      title={t('toDo.unfilled', { count: unfilled.length })}
      action={path ? <LinkButton to={path}>{t('toDo.fillIn')}</LinkButton> : undefined}
    >
      <Few items={unfilled}>
        {(name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        )}
      </Few>
      <p className={styles.quiet}>
        {t(path ? 'toDo.unfilledText' : 'toDo.unfilledByHand', { count: unfilled.length })}
      </p>
    </Group>
  );
}

function Flows({
  installation,
  flows,
  onEnable,
}: {
  installation: Installation;
  flows: Flow[];
  onEnable: () => void;
}) {
  const { t } = useTranslation('installations');
  if (flows.length === 0) return null;
  return (
    <Group
      icon={<Play size={18} aria-hidden="true" />}
      title={t('toDo.flows', { count: flows.length })}
      action={<Button onPress={onEnable}>{t('toDo.enable.open', { count: flows.length })}</Button>}
    >
      <Few items={flows}>
        {({ id, name }) => (
          <li key={id}>
            <Link to={resourcePath(installation, id)}>
              <bdi>{name || id}</bdi>
            </Link>
          </li>
        )}
      </Few>
    </Group>
  );
}

/** What a person still has to do before all of an installation works; nothing where it does. */
export function ToDoCard({
  installation,
  onEnable,
}: {
  installation: Installation;
  /** All flows are wanted at once. */
  onEnable: () => void;
}) {
  const { t } = useTranslation('installations');
  const { flows, isNothing } = leftToDo(installation);
  if (isNothing) return null;
  return (
    <Card title={t('toDo.title')}>
      <ul role="list" className={styles.groups}>
        <Gone installation={installation} />
        <Secrets installation={installation} />
        <Unfilled installation={installation} />
        <Flows installation={installation} flows={flows} onEnable={onEnable} />
      </ul>
    </Card>
  );
}
