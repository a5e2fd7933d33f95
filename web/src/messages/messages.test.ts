import { describe, expect, it } from 'vitest';

type Tree = { [key: string]: string | Tree };

const files = import.meta.glob<Tree>('./*/*.json', { eager: true, import: 'default' });

function leaves(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[prefix + key, value] as [string, string]]
      : leaves(value, `${prefix}${key}.`),
  );
}

// Spanish has a plural form `many` (for millions) that English lacks.
const names = (tree: Tree) =>
  leaves(tree)
    .map(([key]) => key)
    .filter((key) => !key.endsWith('_many'))
    .sort();
const holes = (text: string) =>
  (text.match(/{{\s*\w+/g) ?? []).map((hole) => hole.slice(2).trim()).sort();

const english = Object.keys(files).filter((path) => path.startsWith('./en/'));

describe('messages', () => {
  it('has a file of the other language for each', () => {
    const spanish = Object.keys(files).filter((path) => path.startsWith('./es/'));
    expect(spanish.map((path) => path.replace('./es/', './en/')).sort()).toEqual(english.sort());
  });

  it.each(english)('says the same in both languages: %s', (path) => {
    const en = files[path]!;
    const es = files[path.replace('./en/', './es/')]!;
    expect(names(es)).toEqual(names(en));
    const texts = new Map(leaves(es));
    for (const [key, text] of leaves(en)) {
      expect(text, key).not.toBe('');
      expect(holes(texts.get(key) ?? ''), key).toEqual(holes(text));
    }
  });
});
