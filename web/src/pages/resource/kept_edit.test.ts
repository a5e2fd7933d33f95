import { expect, it } from 'vitest';
import type { Place } from '~/api/documents';
import { keptEdit, leaveEdit } from './kept_edit';

const place: Place = { kind: 'integrator', installationId: 'i', model: 'Export', id: 'e' };
const edit = { start: { name: 'A' }, draft: { json: '{"name": "B"}', code: undefined } };

it('is there for the same document after the session ended', () => {
  leaveEdit(place, edit, true);
  expect(keptEdit({ ...place })).toBe(edit);
  expect(keptEdit({ ...place, id: 'f' })).toBeUndefined();
  expect(keptEdit({ ...place, installationId: 'j' })).toBeUndefined();
});

it('is gone once editing ended otherwise', () => {
  leaveEdit(place, edit, true);
  leaveEdit({ ...place, id: 'f' }, edit, false);
  expect(keptEdit(place)).toBeUndefined();
});
