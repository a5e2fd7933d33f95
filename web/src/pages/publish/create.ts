import { dataOf, diga, imprint, integrator } from '~/api/client';
import { ApiError } from '~/api/errors';
import { type Content, type DocumentContent, versionSource, type ZipContent } from './content';
import { type Description, digaInput, integratorInput } from './description';

/** A template was made, and its content did not get there: `id` is the draft that stands. */
export class PartlyMade extends Error {
  readonly id: string;
  constructor(id: string, cause: unknown) {
    super('partly made', { cause });
    this.name = 'PartlyMade';
    this.id = id;
  }
}

// After a refusal nothing of the version is there; without an answer nobody knows.
const isRefusal = (error: unknown) =>
  error instanceof ApiError && error.status >= 400 && error.status < 500;

const removeTemplate = (id: string) =>
  integrator.DELETE('/v1/templates/{_id}', { params: { path: { _id: id } } });

async function createFromZip(content: ZipContent, description: Description): Promise<string> {
  const made = await dataOf(
    integrator.POST('/v1/templates', { body: integratorInput(description) }),
  );
  try {
    await publishVersion(made._id, content, '');
  } catch (error) {
    if (!isRefusal(error)) throw new PartlyMade(made._id, error);
    await removeTemplate(made._id).catch(() => {
      throw new PartlyMade(made._id, error);
    });
    throw error;
  }
  return made._id;
}

async function createFromDocument(content: DocumentContent, description: Description) {
  const body = digaInput(description, content.document);
  return (await dataOf(diga.POST('/v1/integration/template', { body }))).id;
}

/**
 * Makes a template of checked content; gives its id. Either all of it is made, or nothing, or
 * `PartlyMade` says what is left.
 */
export const createTemplate = (content: Content, description: Description): Promise<string> =>
  content.kind === 'integrator'
    ? createFromZip(content, description)
    : createFromDocument(content, description);

/** Makes checked content the template's next version, which it gives. */
export const publishVersion = (templateId: string, content: Content, note: string) =>
  dataOf(
    imprint.POST('/api/v1/templates/{templateId}/versions', {
      params: { path: { templateId } },
      body: { ...versionSource(content), secrets: content.secrets, note: note.trim() },
    }),
  );
