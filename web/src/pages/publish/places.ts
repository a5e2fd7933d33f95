import type { ProblemItem } from '~/api/errors';

/** Where something is wrong: a file of a bundle (empty outside of one) and a path in it. */
export type Place = { file: string; path: string };

export type PlacedProblem = { path: string; message: string };
export type FileProblems = { file: string; problems: PlacedProblem[] };

// "exports/a.json: http.headers[0].value"
const IN_FILE = /^(.*?\.(?:json|js)): (.+)$/i;

/** What a problem's `field` names. */
export function placeOf({ field, code }: Pick<ProblemItem, 'field' | 'code'>): Place {
  if (!field) return { file: '', path: '' };
  const inside = IN_FILE.exec(field);
  if (inside) return { file: inside[1] ?? '', path: inside[2] ?? '' };
  // Of a bundle, all that is not inside of a file is one, whatever it is called.
  const isFile = code === 'invalid_bundle' || field.includes('/');
  return isFile ? { file: field, path: '' } : { file: '', path: documentPath(field) };
}

// The dialects say where in a request; a person thinks of the document that the request carried.
function documentPath(field: string): string {
  const path = field
    .replace(/^template\.template\./, 'template.')
    .replace(/\.(\d+)(?=\.|$)/g, '[$1]');
  return path === 'runKey' || path === 'document' ? '' : path;
}

/** Problems by the file that they are in; files in the order in which they first appear. */
export function byFile(problems: readonly ProblemItem[]): FileProblems[] {
  const files = new Map<string, PlacedProblem[]>();
  for (const problem of problems) {
    const { file, path } = placeOf(problem);
    const list = files.get(file) ?? [];
    list.push({ path, message: problem.message });
    files.set(file, list);
  }
  return [...files].map(([file, list]) => ({ file, problems: list }));
}

/** The same, cut off after `most` problems. */
export function firstOf(files: readonly FileProblems[], most: number): FileProblems[] {
  const shown: FileProblems[] = [];
  let left = most;
  for (const { file, problems } of files) {
    if (left <= 0) break;
    shown.push({ file, problems: problems.slice(0, left) });
    left -= problems.length;
  }
  return shown;
}

/** All of them as lines of text, to be sent to whoever mends them. */
export function asText(problems: readonly ProblemItem[]): string {
  return problems
    .map((problem) => {
      const { file, path } = placeOf(problem);
      return [file, path, problem.message].filter(Boolean).join(': ');
    })
    .join('\n');
}
