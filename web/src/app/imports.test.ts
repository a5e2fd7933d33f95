import ts from 'typescript';
import { expect, it } from 'vitest';

/** What files of a folder may import from outside of it: folders, or single files. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  api: ['session/session'],
  messages: [],
  parts: ['api/types', 'api/errors', 'api/exact_json'],
  session: ['api', 'parts'],
  // What is painted follows the theme.
  graph: ['api', 'parts', 'app/theme'],
  pages: ['api', 'parts', 'session', 'graph', 'app/theme', 'app/failures'],
  app: ['api', 'messages', 'parts', 'session', 'pages'],
  // A template's picture is for whoever is signed in, so it is no plain <img>.
  'parts/template_image': ['api/client', 'api/queries'],
};

/** Which folders of pages use which other ones; all others know nothing of each other. */
const PAGES_USE = {
  // What was installed is told where it is, with what is left to do there.
  install: ['installation'],
  // Before an installation goes back to an older version, it shows that version's resources.
  installation: ['installations', 'template'],
  // What is edited changes what an installation shows of itself.
  resource: ['installation'],
  // An upgrade is a tab of an installation, and asks for what an install asks for.
  upgrade: ['install', 'installation', 'installations'],
};

const texts = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../api/generated/**'], {
  eager: true,
  query: '?raw',
  import: 'default',
});

// An address, so that `./`, `../` and `~/` are resolved as addresses are.
const SOURCES = 'http://sources/';
const nameIn = (path: string, file = 'app/imports.test') =>
  new URL(path, SOURCES + file).pathname.slice(1);
const nameOf = (path: string) => nameIn(path).replace(/\.tsx?$/, '');

const sources = new Map(Object.entries(texts).map(([path, text]) => [nameOf(path), text]));

/** The files of this page that a file imports, be it for types alone, each as `parts/badge`. */
function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(sources.get(file) ?? '');
  const own = importedFiles.map(({ fileName }) => fileName).filter((name) => /^[.~]/.test(name));
  const names = own.map((name) => nameIn(name.replace(/^~\//, SOURCES), file));
  return names.map((name) => (sources.has(`${name}/index`) ? `${name}/index` : name));
}

const imports = new Map([...sources.keys()].map((file) => [file, importsOf(file)]));
const all = [...imports].flatMap(([from, targets]) => targets.map((to) => ({ from, to })));

const isIn = (file: string, place: string) => file === place || file.startsWith(`${place}/`);
const folderOf = (file: string) => file.split('/')[0] ?? '';

function isAllowed({ from, to }: { from: string; to: string }) {
  const folder = folderOf(from);
  if (isIn(to, folder) || !from.includes('/') || !to.includes('/')) return true;
  const places = [...(MAY_IMPORT[folder] ?? []), ...(MAY_IMPORT[from] ?? [])];
  return places.some((place) => isIn(to, place));
}

/** Each way that leads from a file back to it. */
function circles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]) => {
    const at = trail.indexOf(file);
    if (at >= 0) found.push([...trail.slice(at), file].join(' > '));
    if (at >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}

it('knows every file that is imported', () => {
  expect(imports.get('app/routes')).toContain('pages/template/graph_page');
  expect(imports.get('app/app')).toContain('api/queries');
  const unknown = all.filter(
    ({ to }) => !sources.has(to) && !to.includes('.') && !isIn(to, 'api/generated'),
  );
  expect(unknown).toEqual([]);
});

it('goes in no circle', () => {
  expect(circles()).toEqual([]);
});

it('goes from a folder only where that may know the other', () => {
  const not = all.filter((one) => !isAllowed(one));
  expect(not.map(({ from, to }) => `${from} > ${to}`)).toEqual([]);
});

it('goes from pages to other pages only where the list says so', () => {
  const folder = (file: string) => /^pages\/(\w+)\//.exec(file)?.[1];
  const used: Record<string, string[]> = {};
  for (const { from, to } of all) {
    const [one, other] = [folder(from), folder(to)];
    if (one && other && one !== other) used[one] = [...(used[one] ?? []), other];
  }
  const pairs = Object.entries(used).map(([one, others]) => [one, [...new Set(others)].sort()]);
  expect(Object.fromEntries(pairs)).toEqual(PAGES_USE);
});
