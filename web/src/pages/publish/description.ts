import { ApiError, type ProblemItem } from '~/api/errors';
import type { components as DigaApi } from '~/api/generated/diga';
import type { components as IntegratorApi } from '~/api/generated/integrator';
import type { Kind } from '~/api/types';
import { integrationIn, type JsonObject } from './documents';
import { wordsIn } from './words';

export type IntegratorTemplate = IntegratorApi['schemas']['Template'];
export type IntegratorInput = IntegratorApi['schemas']['TemplateInput'];
export type DigaTemplate = DigaApi['schemas']['Template'];
export type DigaInput = DigaApi['schemas']['TemplateInput'];

/** What is said of a template, as one types it. */
export type Description = {
  name: string;
  description: string;
  /** With commas between them. */
  applications: string;
  picture: string;
  website: string;
  email: string;
  language: string;
};
export type DescriptionField = keyof Description;

export const NOTHING_SAID: Description = {
  name: '',
  description: '',
  applications: '',
  picture: '',
  website: '',
  email: '',
  language: '',
};

/** Which of them templates of a kind have, in the order of the form. */
export const FIELDS: Record<Kind, readonly DescriptionField[]> = {
  integrator: ['name', 'description', 'applications', 'picture', 'website', 'email'],
  diga: ['name', 'description', 'language', 'website'],
};

/** What a person typed over what was found; a field that is as it was found is not in it. */
export type Typed = Partial<Description>;

/** What is typed after `field` was made `text`. */
export function typedOver(
  found: Description,
  typed: Typed,
  field: DescriptionField,
  text: string,
): Typed {
  const { [field]: _, ...others } = typed;
  return text === found[field] ? others : { ...others, [field]: text };
}

/** Whether something is typed that is worth a question before it is lost. */
export const isTyped = (typed: Typed) => Object.keys(typed).length > 0;

const isWebAddress = (text: string) => {
  if (!/^https?:\/\//i.test(text)) return false;
  return URL.canParse(text);
};

export type Fault = 'required' | 'address' | 'email';

/** What is wrong with it before the server is asked. */
export function faultsOf(description: Description, kind: Kind) {
  const faults: Partial<Record<DescriptionField, Fault>> = {};
  const has = (field: DescriptionField) => FIELDS[kind].includes(field);
  const { picture, website, email } = trimmed(description);
  if (!description.name.trim()) faults.name = 'required';
  if (has('language') && !description.language.trim()) faults.language = 'required';
  if (has('picture') && picture && !isWebAddress(picture)) faults.picture = 'address';
  if (has('website') && website && !isWebAddress(website)) faults.website = 'address';
  if (has('email') && email && !/^\S+@\S+$/.test(email)) faults.email = 'email';
  return faults;
}

function trimmed(description: Description): Description {
  const entries = Object.entries(description).map(([key, text]) => [key, text.trim()]);
  return Object.fromEntries(entries) as Description;
}

/** All of its fields, since an empty one clears what was there. */
export function integratorInput(description: Description): IntegratorInput {
  const { name, description: text, applications, picture, website, email } = trimmed(description);
  return {
    name,
    description: text,
    applications: wordsIn(applications),
    imageURL: picture,
    websiteURL: website,
    contactEmail: email,
  };
}

/** The document with that description. */
export function digaInput(description: Description, document: JsonObject): DigaInput {
  const { name, description: text, language, website } = trimmed(description);
  return {
    name,
    language,
    description: text || null,
    setup_guide_url: website || null,
    template: integrationIn(document) as unknown as DigaInput['template'],
  };
}

export const ofIntegrator = (template: IntegratorTemplate): Description => ({
  ...NOTHING_SAID,
  name: template.name,
  description: template.description ?? '',
  applications: (template.applications ?? []).join(', '),
  picture: template.imageURL ?? '',
  website: template.websiteURL ?? '',
  email: template.contactEmail ?? '',
});

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** Of a document of kind diga, whoever wrote it. */
export const ofDiga = (document: JsonObject | DigaTemplate): Description => ({
  ...NOTHING_SAID,
  name: text(document.name),
  description: text(document.description),
  website: text(document.setup_guide_url),
  language: text(document.language),
});

const SERVER_NAMES: Record<string, DescriptionField> = {
  name: 'name',
  description: 'description',
  applications: 'applications',
  imageURL: 'picture',
  websiteURL: 'website',
  setup_guide_url: 'website',
  contactEmail: 'email',
  language: 'language',
};

/** A refusal's messages for the fields of the form, and all that is about something else. */
export function refusalOf(error: unknown): {
  fields: Partial<Record<DescriptionField, string>>;
  rest: ProblemItem[];
} {
  const fields: Partial<Record<DescriptionField, string>> = {};
  const rest: ProblemItem[] = [];
  const problems = error instanceof ApiError && error.status === 422 ? error.problems : [];
  for (const problem of problems) {
    const field = SERVER_NAMES[(problem.field ?? '').replace(/[[.].*$/, '')];
    if (field) fields[field] ??= problem.message;
    else rest.push(problem);
  }
  return { fields, rest };
}

/** The failure without what is told with the fields; undefined where nothing else is wrong. */
export function beyondFields(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error ?? undefined;
  const { fields, rest } = refusalOf(error);
  if (Object.keys(fields).length === 0) return error;
  if (rest.length === 0) return undefined;
  const { status, requestId } = error;
  return new ApiError({ status, requestId, problems: rest });
}
