import { describe, expect, it } from 'vitest';
import { type DiffRow, diffLines, diffWords, foldSame, type Line } from './line_diff';

const text = (line?: Line) => line?.pieces.map((piece) => piece.text).join('');
const kinds = (rows: DiffRow[] | null) => rows?.map(({ kind }) => kind).join(' ');
const side = (rows: DiffRow[] | null, which: 'before' | 'after') =>
  rows?.flatMap((row) => (row[which] ? [text(row[which])] : [])).join('\n');

function rowsOf(before: string, after: string): DiffRow[] {
  const rows = diffLines(before, after);
  if (!rows) throw new Error('too long');
  return rows;
}

describe('diffLines', () => {
  it.each([
    ['a\nb\nc', 'a\nb\nc', 'same same same'],
    ['a\nb\nc', 'a\nc', 'same removed same'],
    ['a\nc', 'a\nb\nc', 'same added same'],
    ['size = 50', 'size = 100', 'changed'],
    ['', 'a\nb', 'changed added'],
    ['one\ntwo\nthree', 'zero\none\nthree\nfour', 'added same removed same added'],
    ['a\r\nb', 'a\nb', 'changed same'],
  ])('compares %j with %j', (before, after, expected) => {
    expect(kinds(diffLines(before, after))).toBe(expected);
  });

  it('numbers the lines of each side', () => {
    const rows = rowsOf('a\nb\nc', 'a\nc');
    expect(rows.map((row) => [row.before?.number, row.after?.number])).toEqual([
      [1, 1],
      [2, undefined],
      [3, 2],
    ]);
  });

  it('keeps every line of both, whatever they are, and takes the fewest edits', () => {
    let seed = 7;
    const random = (most: number) => (seed = (seed * 48271) % 2147483647) % most;
    for (let round = 0; round < 300; round++) {
      const lines = () => Array.from({ length: random(12) + 1 }, () => 'abcd'[random(4)]);
      const [a, b] = [lines(), lines()];
      const rows = rowsOf(a.join('\n'), b.join('\n'));
      expect(side(rows, 'before')).toBe(a.join('\n'));
      expect(side(rows, 'after')).toBe(b.join('\n'));
      const same = rows.filter(({ kind }) => kind === 'same');
      for (const row of same) expect(text(row.before)).toBe(text(row.after));
      expect(same.length).toBe(longestCommon(a, b));
    }
  });

  it('tells lines of a large text that differ everywhere, in bounded time', () => {
    const lines = (word: string) => Array.from({ length: 9000 }, (_, at) => `${word} ${at}`);
    const before = ['start', ...lines('old'), 'end'].join('\n');
    const after = ['start', ...lines('new'), 'end'].join('\n');
    const rows = rowsOf(before, after);
    expect(rows.length).toBe(9002);
    expect(rows[0]?.kind).toBe('same');
    expect(rows.at(-1)?.kind).toBe('same');
    expect(side(rows, 'after')).toBe(after);
  });

  it('leaves texts alone that are too long', () => {
    expect(diffLines('x'.repeat(400_000), 'y'.repeat(400_000))).toBeNull();
  });
});

describe('diffWords', () => {
  it('marks the words that differ', () => {
    const { before, after } = diffWords('return order.total * 2;', 'return order.sum * 2;');
    expect(before.filter(({ changed }) => changed)).toEqual([{ text: 'total', changed: true }]);
    expect(after.filter(({ changed }) => changed)).toEqual([{ text: 'sum', changed: true }]);
    expect(after.map((piece) => piece.text).join('')).toBe('return order.sum * 2;');
  });

  it('marks all of lines that have little in common', () => {
    expect(diffWords('const a = 1;', 'function other() {').before).toEqual([
      { text: 'const a = 1;', changed: true },
    ]);
  });
});

describe('foldSame', () => {
  it('folds equal lines away from changes, and no few of them', () => {
    const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`);
    const changed = lines.map((line, at) => (at === 8 ? 'line eight' : line));
    const parts = foldSame(rowsOf(lines.join('\n'), changed.join('\n')));
    expect(
      parts.map((part) => ('folded' in part ? -part.folded.length : part.rows.length)),
    ).toEqual([-5, 7, -18]);
  });

  it('folds nothing of short texts', () => {
    const parts = foldSame(rowsOf('a\nb\nc', 'a\nb\nd'));
    expect(parts.every((part) => 'rows' in part)).toBe(true);
  });
});

function longestCommon(a: readonly unknown[], b: readonly unknown[]): number {
  const table = [...a, 0].map(() => [...b, 0].map(() => 0));
  const at = (x: number, y: number) => table[x]?.[y] ?? 0;
  for (let x = 1; x <= a.length; x++) {
    for (let y = 1; y <= b.length; y++) {
      const row = table[x];
      if (!row) continue;
      row[y] = a[x - 1] === b[y - 1] ? at(x - 1, y - 1) + 1 : Math.max(at(x - 1, y), at(x, y - 1));
    }
  }
  return at(a.length, b.length);
}

it('takes texts of very many lines', () => {
  const text = (word: string) => `${word}\n`.repeat(140_000);
  expect(diffLines(text('a'), text('b'))).toHaveLength(140_001);
});
