import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Document, Place } from '~/api/documents';
import { ApiError } from '~/api/errors';
import type { Installation } from '~/api/types';
import { Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import { DeleteDialog } from './delete_dialog';
import { DeletedNotice } from './deleted_notice';
import { DocumentCard } from './document_card';
import { DoneNotice } from './done_notice';
import { Editor } from './editor';
import { FactsCard } from './facts_card';
import { type Found, type Target, targetsOf } from './found';
import { documentQuery } from './queries';
import { ResourceHead } from './resource_head';
import styles from './resource.module.css';
import { StateCards } from './state_cards';
import { type Doing, useDoing } from './use_doing';
import { UsersCard } from './users_card';

function usePlace(installation: Installation, found: Found): Place {
  const { id: installationId, kind } = installation;
  const { id, model } = found;
  return useMemo(() => ({ kind, installationId, model, id }), [kind, installationId, model, id]);
}

const isGone = (error: unknown) => error instanceof ApiError && error.status === 404;
const nameIn = (document: Document | undefined) =>
  typeof document?.name === 'string' ? document.name : '';

/** The document as it is now; undefined while it is not known, and once it was deleted. */
function useDocument(place: Place, found: Found) {
  const reading = useQuery({ ...documentQuery(place), enabled: found.state !== 'deleted' });
  const isDeleted = found.state === 'deleted' || isGone(reading.error);
  return { ...reading, isDeleted, document: isDeleted ? undefined : reading.data };
}

type Reading = ReturnType<typeof useDocument>;
type Shared = { place: Place; targets: ReadonlyMap<string, Target>; doing: Doing };

/** The document to read, with what is switched above it, or what stands in its place. */
function Text({ place, targets, doing, reading }: Shared & { reading: Reading }) {
  const { document, error, refetch } = reading;
  if (document) {
    return (
      <>
        <StateCards place={place} document={document} onDone={doing.finish} />
        <DocumentCard place={place} document={document} targets={targets} />
      </>
    );
  }
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  return <Skeleton lines={12} />;
}

function Columns({ found, reading, ...shared }: Shared & { found: Found; reading: Reading }) {
  const { place, targets, doing } = shared;
  const facts = <FactsCard place={place} found={found} document={reading.document} />;
  if (reading.isDeleted && !doing.start) return facts;
  return (
    <div className={styles.columns}>
      <Stack>
        {doing.start ? (
          <Editor
            place={place}
            start={doing.start}
            onSaved={() => doing.finish('saved')}
            onClose={doing.close}
          />
        ) : (
          <Text reading={reading} {...shared} />
        )}
      </Stack>
      <Stack>
        {facts}
        {reading.isDeleted || place.kind === 'diga' ? null : (
          <UsersCard place={place} targets={targets} />
        )}
      </Stack>
    </div>
  );
}

/** One resource that is known to be, or to have been, in the installation. */
export function ResourceView({
  installation,
  found,
}: {
  installation: Installation;
  found: Found;
}) {
  const place = usePlace(installation, found);
  const targets = useMemo(() => targetsOf(installation), [installation]);
  const reading = useDocument(place, found);
  const doing = useDoing(place);
  const { document, isDeleted } = reading;
  const name = nameIn(document) || found.name || found.id;
  const shared = { place, found, doing };
  return (
    <>
      <ResourceHead {...shared} {...{ installation, name, isDeleted, document }} />
      <Stack>
        {doing.done ? (
          <DoneNotice done={doing.done} name={name} found={found} place={place} />
        ) : null}
        {isDeleted && doing.done?.what !== 'deleted' ? (
          <DeletedNotice place={place} found={found} />
        ) : null}
        <Columns {...shared} targets={targets} reading={reading} />
      </Stack>
      {doing.isDeleting ? (
        <DeleteDialog
          place={place}
          name={name}
          found={found}
          onClose={() => doing.askToDelete(false)}
          onDone={() => doing.finish('deleted')}
        />
      ) : null}
    </>
  );
}
