import { dataOf, exactNumbers, imprint } from '~/api/client';
import { ApiError } from '~/api/errors';
import { parseExact } from '~/api/exact_json';
import type { components } from '~/api/generated/imprint';
import type { Kind, Plan, PlanRequest } from '~/api/types';
import { integrationIn, type JsonObject } from './documents';
import { latestHash, readDigaTemplate } from './queries';
import { wordsIn } from './words';
import { type Progress, uploadZip, type Uploaded } from './upload';

export type SecretPolicy = components['schemas']['SecretPolicy'];
export type DryRun = components['schemas']['ChangedVersion'];

type Common = {
  /** What becomes of credentials in it when it is published. */
  secrets: SecretPolicy;
  /** What the server found when it tried it as a new version; not for a new template. */
  dryRun: DryRun | undefined;
  /** The hash of the template's latest version when it was tried; undefined where there is none. */
  follows?: string | undefined;
};
export type ZipContent = Common & {
  kind: 'integrator';
  fileName: string;
  size: number;
  runKey: string;
  /** What it would install. */
  plan: Plan;
};
export type DocumentContent = Common & {
  kind: 'diga';
  document: JsonObject;
  /** What an OpenAPI document says and the template cannot. */
  notes: string[];
};
/** What a version can be made of, as far as it could be checked. */
export type Content = ZipContent | DocumentContent;

/** The template that gets the content as its next version; none for a new template. */
export type Target = { id: string; kind: Kind } | undefined;

export type LoadStep = 'making' | 'uploading' | 'checking';
export type LoadContext = {
  signal: AbortSignal;
  onStep: (step: LoadStep, progress?: Progress) => void;
};
/** Gets content and has it checked. May be called again, then only what is left is done. */
export type Loader = (secrets: SecretPolicy, context: LoadContext) => Promise<Content>;

export type OpenApiInput = components['schemas']['OpenApiInput'];

/** What the person typed as a request; what is empty is left out. */
export function openApiInput(
  document: string,
  { baseUrl, only, language }: { baseUrl: string; only: string; language: string },
): OpenApiInput {
  const parts = wordsIn(only);
  return {
    document,
    language,
    ...(baseUrl.trim() ? { baseUrl: baseUrl.trim() } : {}),
    ...(parts.length > 0 ? { only: parts } : {}),
  };
}

const VERSIONS = '/api/v1/templates/{templateId}/versions';

type VersionInput = components['schemas']['VersionInput'];

/** What a version is made of. (The types made of the API know no object with any fields.) */
export const versionSource = (
  content: Pick<ZipContent, 'kind' | 'runKey'> | Pick<DocumentContent, 'kind' | 'document'>,
): VersionInput =>
  content.kind === 'integrator'
    ? { runKey: content.runKey }
    : { template: content.document as unknown as NonNullable<VersionInput['template']> };

/** Tries a new version of the template and keeps nothing. */
function tryVersion(id: string, source: VersionInput, secrets: SecretPolicy, signal: AbortSignal) {
  return dataOf(
    imprint.POST(VERSIONS, {
      params: { path: { templateId: id }, query: { dryRun: true } },
      body: { ...source, secrets },
      signal,
    }),
  );
}

async function checkZip(
  file: { uploaded: Uploaded; fileName: string },
  secrets: SecretPolicy,
  target: Target,
  { signal, onStep }: LoadContext,
): Promise<ZipContent> {
  const { runKey, size } = file.uploaded;
  onStep('checking');
  const request = {
    runKey,
    ...(secrets === 'variables' ? { credentialsAsVariables: true } : {}),
  } as PlanRequest;
  const plan = await dataOf(imprint.POST('/api/v1/plans', { body: request, signal }));
  const content = { kind: 'integrator', fileName: file.fileName, size, runKey, secrets } as const;
  if (!target) return { ...content, plan, dryRun: undefined };
  const follows = await latestHash(target.id);
  const dryRun = await tryVersion(target.id, versionSource(content), secrets, signal);
  return { ...content, plan, dryRun, follows };
}

async function upload(bytes: Blob, fileName: string, { signal, onStep }: LoadContext) {
  onStep('uploading', { sent: 0, total: bytes.size });
  return uploadZip(bytes, fileName, {
    signal,
    onProgress: (progress) => onStep('uploading', progress),
  });
}

/** Of a zip on the person's machine. It is uploaded once, however often it is checked. */
export function fromZip(file: File, target: Target): Loader {
  let uploaded: Uploaded | undefined;
  return async (secrets, context) => {
    uploaded ??= await upload(file, file.name, context);
    return checkZip({ uploaded, fileName: file.name }, secrets, target, context);
  };
}

/** The document that a template of kind diga gets: all of it is replaced, so the rest is kept. */
export async function wholeDocument(
  id: string,
  document: JsonObject,
  signal?: AbortSignal,
): Promise<JsonObject> {
  const { name, language, description, setup_guide_url } = await readDigaTemplate(id, signal);
  const template = integrationIn(document);
  return { name, language, description, setup_guide_url, template };
}

async function checkDocument(
  document: JsonObject,
  notes: string[],
  secrets: SecretPolicy,
  target: Target,
  { signal, onStep }: LoadContext,
): Promise<DocumentContent> {
  onStep('checking');
  if (!target) return { kind: 'diga', document, notes, secrets, dryRun: undefined };
  const follows = await latestHash(target.id);
  const content = {
    kind: 'diga',
    document: await wholeDocument(target.id, document, signal),
  } as const;
  const dryRun = await tryVersion(target.id, versionSource(content), secrets, signal);
  return { ...content, notes, secrets, dryRun, follows };
}

/** Of a template's document. */
export function fromDocument(document: JsonObject, target: Target): Loader {
  return (secrets, context) => checkDocument(document, [], secrets, target, context);
}

/** Of what an OpenAPI document describes. */
export function fromOpenApi(input: OpenApiInput, target: Target): Loader {
  return async (secrets, context) => {
    context.onStep('making');
    const made = await dataOf(
      imprint.POST('/api/v1/openapi-templates', {
        body: input,
        signal: context.signal,
        middleware: [exactNumbers],
      }),
    );
    const document = made.template as JsonObject;
    return checkDocument(document, made.notes, secrets, target, context);
  };
}

/** Of an integration of the account: the server makes the file, and gets it back. */
export function fromIntegration(
  integration: { id: string; name: string; kind: Kind },
  target: Target,
): Loader {
  return async (secrets, context) => {
    context.onStep('making');
    const answer = await imprint.GET('/api/v1/integrations/{integrationId}/template', {
      params: { path: { integrationId: integration.id }, query: { secrets } },
      signal: context.signal,
      parseAs: 'blob',
    });
    const file = answer.data as unknown as Blob;
    if (integration.kind === 'diga') {
      const document = parseExact(await file.text()) as JsonObject;
      return checkDocument(document, [], 'refuse', target, context);
    }
    const fileName = `${integration.name}.zip`;
    const uploaded = await upload(file, fileName, context);
    return checkZip({ uploaded, fileName }, 'refuse', target, context);
  };
}

/** Whether a problem is that the content holds a credential. */
export const isCredential = ({ code }: { code: string }) => code === 'secret_in_template';

/** Whether content was refused for its credentials alone, so that variables may take their place. */
export const refusedForSecrets = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.status === 422 && error.problems.every(isCredential);

/** What the template would be called by its content. */
export function nameIn(content: Content): string {
  if (content.kind === 'diga')
    return typeof content.document.name === 'string' ? content.document.name : '';
  const integration = content.plan.resources.find(({ model }) => model === 'Integration');
  return integration?.name ?? '';
}
