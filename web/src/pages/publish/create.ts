import { dataOf, diga, imprint, integrator } from '~/api/client';
import { ApiError } from '~/api/errors';
import type { Kind, Template } from '~/api/types';
import {
  type Content,
  type DocumentContent,
  versionSource,
  wholeDocument,
  type ZipContent,
} from './content';
import { type Description, digaInput, integratorInput } from './description';
import { latestHash, ownTemplatesNamed } from './queries';

/** A template was made, and its content did not get there: `id` is the draft that stands. */
export class PartlyMade extends Error {
  readonly id: string;
  constructor(id: string, cause: unknown) {
    super('partly made', { cause });
    this.name = 'PartlyMade';
    this.id = id;
  }
}

/** Nobody knows whether a template of that name was made: no answer told. */
export class MaybeMade extends Error {
  readonly templateName: string;
  readonly kind: Kind;
  /** The account's templates that may be it, none of which has to be; undefined: not looked yet. */
  readonly found: Template[] | undefined;
  constructor(templateName: string, kind: Kind, found: Template[] | undefined, cause: unknown) {
    super('maybe made', { cause });
    this.name = 'MaybeMade';
    this.templateName = templateName;
    this.kind = kind;
    this.found = found;
  }
}

/** Not published: the template has another version by now than the one that was compared with. */
export class NewerVersion extends Error {}

// After a refusal nothing of the version is there; without an answer nobody knows.
const isRefusal = (error: unknown) =>
  error instanceof ApiError && error.status >= 400 && error.status < 500;

const removeTemplate = (id: string) =>
  integrator.DELETE('/v1/templates/{_id}', { params: { path: { _id: id } } });

// A draft whose content did not follow has no version; all others were there before.
const mayBe = (template: Template) => template.kind === 'diga' || template.version === null;

/**
 * Looks whether the template of that failure is there after all. Gives the failure with what was
 * found, or what was wrong in the first place where nothing was.
 */
export async function lookFor({ templateName, kind, cause }: MaybeMade): Promise<unknown> {
  const found = await ownTemplatesNamed(templateName, kind).catch(() => undefined);
  const candidates = found?.filter(mayBe);
  return candidates?.length === 0 ? cause : new MaybeMade(templateName, kind, candidates, cause);
}

/** The answer of a request that makes a template; without one, what became of it is looked for. */
async function orLook<Made>(name: string, kind: Kind, answer: Promise<Made>): Promise<Made> {
  try {
    return await answer;
  } catch (error) {
    if (isRefusal(error)) throw error;
    throw await lookFor(new MaybeMade(name, kind, undefined, error));
  }
}

async function createFromZip(content: ZipContent, description: Description): Promise<string> {
  const body = integratorInput(description);
  const made = await orLook(
    body.name,
    'integrator',
    dataOf(integrator.POST('/v1/templates', { body })),
  );
  try {
    await sendVersion(made._id, content, '');
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
  const answer = dataOf(diga.POST('/v1/integration/template', { body }));
  return (await orLook(body.name, 'diga', answer)).id;
}

/**
 * Makes a template of checked content; gives its id. Either all of it is made, or nothing, or
 * `PartlyMade` says what is left, or `MaybeMade` that nobody knows.
 */
export const createTemplate = (content: Content, description: Description): Promise<string> =>
  content.kind === 'integrator'
    ? createFromZip(content, description)
    : createFromDocument(content, description);

const sendVersion = (templateId: string, content: Content, note: string) =>
  dataOf(
    imprint.POST('/api/v1/templates/{templateId}/versions', {
      params: { path: { templateId } },
      body: { ...versionSource(content), secrets: content.secrets, note: note.trim() },
    }),
  );

/**
 * Makes checked content the template's next version, which it gives. Throws `NewerVersion` where
 * the template is not the one any more that the content was compared with.
 */
export async function publishVersion(templateId: string, content: Content, note: string) {
  if ((await latestHash(templateId)) !== content.follows) throw new NewerVersion();
  if (content.kind === 'integrator') return sendVersion(templateId, content, note);
  const document = await wholeDocument(templateId, content.document);
  return sendVersion(templateId, { ...content, document }, note);
}
