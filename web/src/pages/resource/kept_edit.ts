import { useEffect, useRef } from 'react';
import type { Document, Place } from '~/api/documents';
import { isSessionEnded } from '~/session/session';
import type { Draft } from './document';

/** A document that is edited: as it was, and as it stands in the entries. */
export type Edit = { start: Document; draft: Draft };

const nameOf = ({ installationId, id }: Place) => `${installationId}/${id}`;

// In memory alone, since what was typed may hold a credential. Signing in again does not load the
// page anew.
let kept: { name: string; edit: Edit } | undefined;

/** What was being edited of this document when the session ended by itself. */
export function keptEdit(place: Place): Edit | undefined {
  return kept?.name === nameOf(place) ? kept.edit : undefined;
}

/** To be told that editing ended: `edit` is kept for the next sign-in, or forgotten. */
export function leaveEdit(place: Place, edit: Edit, isEnded: boolean) {
  kept = isEnded ? { name: nameOf(place), edit } : undefined;
}

/** Keeps `edit`, as it is by then, where the session ends while the caller is shown. */
export function useKeptEdit(place: Place, edit: Edit) {
  const latest = useRef(edit);
  useEffect(() => {
    latest.current = edit;
  });
  useEffect(() => () => leaveEdit(place, latest.current, isSessionEnded()), [place]);
}
