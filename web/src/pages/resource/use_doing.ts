import { useState } from 'react';
import type { Document, Place } from '~/api/documents';
import type { Done } from './done_notice';
import { keptEdit } from './kept_edit';

/** What is being done with a resource, and what came of it. `start` is what is being edited. */
export function useDoing(place: Place) {
  const [start, setStart] = useState<Document | undefined>(() => keptEdit(place)?.start);
  const [isDeleting, setDeleting] = useState(false);
  const [wasEditing, setWasEditing] = useState(false);
  const [done, setDone] = useState<Done>();
  return {
    start,
    isDeleting,
    /** Editing was given up, so that the focus has nowhere to be. */
    wasEditing,
    done,
    edit: (document: Document) => {
      setDone(undefined);
      setStart(document);
    },
    close: () => {
      setWasEditing(true);
      setStart(undefined);
    },
    askToDelete: setDeleting,
    finish: (what: Done['what']) => {
      setStart(undefined);
      setDeleting(false);
      setWasEditing(false);
      setDone((before) => ({ what, at: (before?.at ?? 0) + 1 }));
    },
  };
}

export type Doing = ReturnType<typeof useDoing>;
