import { useState } from 'react';
import type { Document, Place } from '~/api/documents';
import { documentFrom, type Draft, draftOf } from './document';
import { type Fault, objectIn } from './json_fault';
import { keptEdit, useKeptEdit } from './kept_edit';
import { ChangedMeanwhile, useSave } from './queries';

/**
 * A document while it is edited, from `start` on. `theirs` is what somebody else made of it
 * meanwhile, once a save was refused for it.
 */
export function useEditing(place: Place, start: Document, onSaved: () => void) {
  const [first] = useState(() => draftOf(place, start));
  const [draft, setDraft] = useState(() => keptEdit(place)?.draft ?? first);
  const [theirs, setTheirs] = useState<Document>();
  useKeptEdit(place, { start, draft });
  const wanted = () => {
    const found = objectIn(draft.json);
    if ('fault' in found) throw new Error('what is no JSON is not saved');
    return documentFrom(found.document, draft.code, start);
  };
  const saving = useSave(place, wanted, onSaved);
  const { error, isPending, isSuccess } = saving;
  const save = () =>
    saving.mutate(theirs ?? start, {
      onError: (reason) => {
        if (reason instanceof ChangedMeanwhile) setTheirs(reason.now);
      },
    });
  return {
    draft,
    theirs,
    isPending,
    isDirty: !isSuccess && (draft.json !== first.json || draft.code !== first.code),
    refusal: error instanceof ChangedMeanwhile ? null : error,
    change: (changed: Partial<Draft>) => {
      // What is being saved is what was typed so far: more would be lost when that is done.
      if (isPending) return;
      setDraft((before) => ({ ...before, ...changed }));
      saving.reset();
    },
    /** Saves, in place of `theirs` where that is known; gives what keeps it from being tried. */
    save: (): Fault | undefined => {
      const found = objectIn(draft.json);
      if ('fault' in found) return found.fault;
      save();
      return undefined;
    },
  };
}
