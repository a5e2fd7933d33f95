import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Place, User } from '~/api/documents';
import { ConfirmDialog } from '~/parts/dialog';
import { Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import { NamedResources } from '../installation/named_resources';
import type { Found } from './found';
import { useDelete, usersQuery } from './queries';
import { Refused } from './refused';
import styles from './resource.module.css';

function InUse({ users }: { users: User[] }) {
  const { t } = useTranslation('resource');
  if (users.length === 0) return <p>{t('delete.unused')}</p>;
  return (
    <Notice tone="warn" title={t('delete.inUse', { count: users.length })}>
      <div className={styles.inside}>
        <NamedResources label={t('users.title')} resources={users} />
        <p>{t('delete.first')}</p>
      </div>
    </Notice>
  );
}

/** Names what stands in the way of deleting the resource and how to get it back, and deletes it. */
export function DeleteDialog({
  place,
  name,
  found,
  onClose,
  onDone,
}: {
  place: Place;
  name: string;
  found: Found;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation('resource');
  const users = useQuery(usersQuery(place));
  const doing = useDelete(place, onDone);
  const isFree = users.data?.length === 0;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('delete.title', { name })}
      confirm={t('delete.confirm')}
      danger
      isPending={doing.isPending}
      isDisabled={!isFree}
      onConfirm={() => doing.mutate(undefined, { onError: () => void users.refetch() })}
    >
      <Stack>
        {doing.error ? <Refused error={doing.error} title={t('delete.refused')} /> : null}
        {users.error ? (
          <ErrorNotice error={users.error} onRetry={() => void users.refetch()} />
        ) : null}
        {users.isPending ? <Skeleton lines={2} /> : null}
        {users.data && place.kind === 'integrator' ? <InUse users={users.data} /> : null}
        {isFree ? <p>{t(found.templateId ? 'delete.back' : 'delete.forGood')}</p> : null}
        {isFree && place.model === 'Connection' ? <p>{t('delete.credentials')}</p> : null}
      </Stack>
    </ConfirmDialog>
  );
}
