export const APIS = ['imprint', 'integrator', 'diga'] as const;
export type Api = (typeof APIS)[number];

/** The API that an address names; the first where it names none, null for one that is not there. */
export function apiOf(param: string | undefined): Api | null {
  if (param === undefined) return APIS[0];
  return APIS.find((api) => api === param) ?? null;
}

/** Where the server keeps an API's document. */
export const documentOf = (api: Api) => `/openapi/${api}.yaml`;
