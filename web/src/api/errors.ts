import type { components } from './generated/imprint';

export type ProblemItem = { code: string; message: string; field?: string };
type Plan = components['schemas']['Plan'];
type UpgradePlan = components['schemas']['UpgradePlan'];

/** A refusal of the server in any of its three dialects, or no answer at all (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** Everything that is wrong, the first of which is `message`. Never empty. */
  readonly problems: ProblemItem[];
  /** Names the request in the server's log; empty without an answer. */
  readonly requestId: string;
  /** What would be done now, where the server refused because that has changed. */
  readonly plan: Plan | UpgradePlan | undefined;

  constructor(init: {
    status: number;
    problems: ProblemItem[];
    requestId?: string;
    plan?: Plan | UpgradePlan;
  }) {
    const problems = init.problems.length > 0 ? init.problems : [{ code: 'internal', message: '' }];
    super(problems[0]!.message);
    this.name = 'ApiError';
    this.status = init.status;
    this.code = problems[0]!.code;
    this.problems = problems;
    this.requestId = init.requestId ?? '';
    this.plan = init.plan;
  }
}

type Body = Record<string, unknown>;

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null;
const text = (value: unknown) => (typeof value === 'string' ? value : '');

function item(value: unknown): ProblemItem {
  const entry = isObject(value) ? value : {};
  const field = text(entry.field);
  return {
    code: text(entry.code) || 'internal',
    message: text(entry.message),
    ...(field ? { field } : {}),
  };
}

/** Of Diga's refusals of an input: `{type, loc, msg}`. */
function detailItem(value: unknown): ProblemItem {
  const entry = isObject(value) ? value : {};
  const place = Array.isArray(entry.loc) ? entry.loc.slice(1).join('.') : '';
  return { code: text(entry.type), message: text(entry.msg), ...(place ? { field: place } : {}) };
}

function problemsOf(body: unknown): ProblemItem[] {
  if (!isObject(body)) return [];
  if (Array.isArray(body.problems)) return body.problems.map(item);
  if (Array.isArray(body.errors)) return body.errors.map(item);
  if (Array.isArray(body.detail)) return body.detail.map(detailItem);
  if (body.error_code)
    return [{ code: text(body.error_code).toLowerCase(), message: text(body.message) }];
  if (body.message) return [{ code: 'bad_token', message: text(body.message) }];
  return [];
}

/** The error that an answer with a failure's status and this parsed body means. */
export function apiErrorOf(response: Response, body: unknown): ApiError {
  const problems = problemsOf(body);
  const plan =
    isObject(body) && isObject(body.plan) ? (body.plan as Plan | UpgradePlan) : undefined;
  return new ApiError({
    status: response.status,
    problems,
    requestId: response.headers.get('x-request-id') ?? '',
    plan,
  });
}
