import type { CatalogueItem, Kind } from '~/api/types';

/** What the catalogue is searched by; an empty text is anything. */
export type Filter = {
  q: string;
  application: string;
  kind: Kind | '';
  language: string;
  owner: string;
};

export const EVERYTHING: Filter = { q: '', application: '', kind: '', language: '', owner: '' };

const isKind = (text: string): text is Kind => text === 'integrator' || text === 'diga';

/** The filter that an address asks for. */
export function filterOf(query: URLSearchParams): Filter {
  const text = (name: string) => (query.get(name) ?? '').trim();
  const kind = text('kind');
  return {
    q: text('q'),
    application: text('application'),
    kind: isKind(kind) ? kind : '',
    // Templates of kind integrator have no language, and would never be found with one.
    language: kind === 'integrator' ? '' : text('language'),
    owner: text('owner'),
  };
}

type Parameters = { [Name in keyof Filter]?: Exclude<Filter[Name], ''> };

/** The parameters of the filter, for the page's address and for the server. */
export function parametersOf(filter: Filter): Parameters {
  const set = Object.entries(filter).filter(([, value]) => value !== '');
  return Object.fromEntries(set) as Parameters;
}

export const isFiltered = (filter: Filter) => Object.values(filter).some((value) => value !== '');

/** The items of several pages, each once, though the catalogue may change between two of them. */
export function itemsOf(pages: readonly { items: CatalogueItem[] }[]): CatalogueItem[] {
  return [...new Map(pages.flatMap(({ items }) => items).map((item) => [item.id, item])).values()];
}

export type Suggestions = { applications: string[]; languages: string[]; owners: string[] };

/** What those items could be filtered by, the most frequent first. */
export function suggestionsOf(items: readonly CatalogueItem[]): Suggestions {
  return {
    applications: frequent(items.flatMap(({ applications }) => applications)),
    languages: frequent(items.flatMap(({ language }) => language ?? [])),
    owners: frequent(items.map(({ owner }) => owner.name)),
  };
}

function frequent(texts: readonly string[]): string[] {
  const counts = new Map<string, { text: string; count: number }>();
  for (const text of texts.filter(Boolean)) {
    const key = text.toLowerCase();
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { text, count: 1 });
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || a.text.localeCompare(b.text))
    .map(({ text }) => text);
}
