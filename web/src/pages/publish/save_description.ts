import { diga, integrator } from '~/api/client';
import type { Kind } from '~/api/types';
import {
  type Description,
  type DescriptionField,
  digaInput,
  FIELDS,
  integratorInput,
  ofDiga,
  ofIntegrator,
} from './description';
import { readDigaTemplate, readIntegratorTemplate } from './queries';

/** Not saved: somebody else changed `fields` since they were shown. `now` is what is there. */
export class ChangedMeanwhile extends Error {
  readonly now: Description;
  readonly fields: DescriptionField[];
  constructor(now: Description, fields: DescriptionField[]) {
    super('changed meanwhile');
    this.name = 'ChangedMeanwhile';
    this.now = now;
    this.fields = fields;
  }
}

/**
 * What to save of a description that was `shown` and is `wanted` otherwise, where `now` is there.
 * Throws `ChangedMeanwhile` where both changed the same field differently.
 */
export function mergedDescription(
  kind: Kind,
  { shown, wanted, now }: { shown: Description; wanted: Description; now: Description },
): Description {
  const mine = FIELDS[kind].filter((field) => wanted[field] !== shown[field]);
  const clashes = mine.filter(
    (field) => now[field] !== shown[field] && now[field] !== wanted[field],
  );
  if (clashes.length > 0) throw new ChangedMeanwhile(now, clashes);
  return { ...now, ...Object.fromEntries(mine.map((field) => [field, wanted[field]])) };
}

type Edit = { shown: Description; wanted: Description };

async function saveIntegrator(id: string, edit: Edit) {
  const now = ofIntegrator(await readIntegratorTemplate(id));
  await integrator.PUT('/v1/templates/{_id}', {
    params: { path: { _id: id } },
    body: integratorInput(mergedDescription('integrator', { ...edit, now })),
  });
}

async function saveDiga(id: string, edit: Edit) {
  const document = await readDigaTemplate(id);
  const description = mergedDescription('diga', { ...edit, now: ofDiga(document) });
  await diga.PUT('/v1/integration/template/{template_id}', {
    params: { path: { template_id: id } },
    body: digaInput(description, document),
  });
}

/**
 * Saves what was changed of a description, and leaves the rest as it is on the server by now: both
 * vendors replace all of it. Throws `ChangedMeanwhile`, or the server's refusal.
 */
export const saveDescription = (kind: Kind, id: string, edit: Edit): Promise<void> =>
  kind === 'diga' ? saveDiga(id, edit) : saveIntegrator(id, edit);
