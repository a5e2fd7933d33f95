import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Place, User } from '~/api/documents';
import { resourceAddress } from '~/parts/address';
import { ModelIcon } from '~/parts/badge';
import { Button } from '~/parts/button';
import { Card, Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Count } from '~/parts/time';
import { Skeleton } from '~/parts/waiting';
import type { Target } from './found';
import { usersQuery } from './queries';
import styles from './resource.module.css';

const FIRST = 20;
const MORE = 200;

function UserLine({ user, href }: { user: User; href: string | undefined }) {
  const { t } = useTranslation();
  const name = <bdi>{user.name || user.id}</bdi>;
  return (
    <li className={styles.user}>
      <ModelIcon model={user.model} size={16} />
      <span className={styles.userName}>
        {href ? <Link to={href}>{name}</Link> : name}{' '}
        <span className={styles.quiet}>{t(`model.${user.model}`)}</span>
      </span>
    </li>
  );
}

function Users({
  users,
  place,
  targets,
}: {
  users: User[];
  place: Place;
  targets: ReadonlyMap<string, Target>;
}) {
  const { t } = useTranslation('resource');
  const [most, setMost] = useState(FIRST);
  const left = users.length - most;
  if (users.length === 0) return <p className={styles.quiet}>{t('users.nothing')}</p>;
  return (
    <Stack gap={3}>
      <ul role="list" aria-label={t('users.title')} className={styles.users}>
        {users.slice(0, most).map((user) => (
          <UserLine
            key={user.id}
            user={user}
            href={targets.has(user.id) ? resourceAddress(place.installationId, user.id) : undefined}
          />
        ))}
      </ul>
      {left > 0 ? (
        <div>
          <Button small onPress={() => setMost(most + MORE)}>
            {t('users.more', { count: Math.min(left, MORE) })}
          </Button>
        </div>
      ) : null}
    </Stack>
  );
}

/** What refers to the resource; links to what is of the same installation. */
export function UsersCard({
  place,
  targets,
}: {
  place: Place;
  targets: ReadonlyMap<string, Target>;
}) {
  const { t } = useTranslation('resource');
  const { data, error, refetch } = useQuery(usersQuery(place));
  return (
    <Card
      title={
        <>
          {t('users.title')}{' '}
          <span className={styles.count}>{data?.length ? <Count of={data.length} /> : null}</span>
        </>
      }
    >
      {data ? (
        <Users users={data} place={place} targets={targets} />
      ) : error ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton lines={2} />
      )}
    </Card>
  );
}
