/** What a template's drawn picture is made of. */
export type Tile = { letters: string[]; colour: string };

const COLOURS = ['integration', 'connection', 'export', 'import', 'flow', 'script', 'tool'];

function hash(text: string): number {
  let sum = 5381;
  for (const letter of text) sum = (sum * 33 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}

const initial = (text: string) =>
  (text.match(/[\p{L}\p{N}]/u)?.[0] ?? '').toLocaleUpperCase('en').slice(0, 1);

/**
 * Letters of the first two applications, or of the template's first two words; at most two. The
 * colour, a CSS value, is always the same for the same name.
 */
export function tileOf(name: string, applications: readonly string[]): Tile {
  const sources = applications.length > 1 ? applications : name.split(/\s+/);
  const letters = sources.map(initial).filter(Boolean).slice(0, 2);
  return { letters, colour: `var(--model-${COLOURS[hash(name) % COLOURS.length]})` };
}
