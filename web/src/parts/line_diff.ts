/** A piece of a line; `changed` where the other side has something else. */
export type Piece = { text: string; changed: boolean };
export type Line = { number: number; pieces: Piece[] };
/** Two lines beside each other. A side that has none was added to or removed from. */
export type DiffRow = {
  kind: 'same' | 'changed' | 'added' | 'removed';
  before?: Line;
  after?: Line;
};

// What a person can still read, and a browser compares in well under a tenth of a second.
const MOST_CHARACTERS = 600_000;
const MOST_LINE_EDITS = 800;
const MOST_WORD_EDITS = 120;
const MOST_WORDS_IN_LINE = 600;
// Lines that share less than this are two lines, not one that was changed.
const ALIKE = 0.35;

type Pair = readonly [before: number, after: number];

/** The furthest place on each diagonal after each number of edits, or null past `limit` edits. */
function trace(a: readonly string[], b: readonly string[], limit: number): Int32Array[] | null {
  const most = Math.min(a.length + b.length, limit);
  const reach = new Int32Array(2 * most + 3);
  const steps: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits++) {
    // Kept small: only the diagonals that this many edits can get to.
    steps.push(reach.slice(most - edits, most + edits + 3));
    for (let k = -edits; k <= edits; k += 2) {
      const at = most + 1 + k;
      const down = k === -edits || (k !== edits && reach[at - 1]! < reach[at + 1]!);
      let x = down ? reach[at + 1]! : reach[at - 1]! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[at] = x;
      if (x >= a.length && x - k >= b.length) return steps;
    }
  }
  return null;
}

/** Which entries of the two stay, by Myers' shortest edit; null where that takes too many edits. */
function kept(a: readonly string[], b: readonly string[], limit: number): Pair[] | null {
  const steps = trace(a, b, limit);
  if (!steps) return null;
  const pairs: Pair[] = [];
  let [x, y] = [a.length, b.length];
  for (let edits = steps.length - 1; edits >= 0; edits--) {
    const reach = steps[edits]!;
    const k = x - y;
    const at = (diagonal: number) => reach[diagonal + edits + 1]!;
    const down = k === -edits || (k !== edits && at(k - 1) < at(k + 1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : at(fromK);
    const fromY = edits === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY) pairs.push([--x, --y]);
    [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}

function sharedStart(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length);
  let count = 0;
  while (count < most && a[count] === b[count]) count++;
  return count;
}

function sharedEnd(a: readonly string[], b: readonly string[], start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}

/** Which entries of the two stay. Past `limit` edits, only those before and after all changes. */
function common(a: readonly string[], b: readonly string[], limit: number): Pair[] {
  const start = sharedStart(a, b);
  const end = sharedEnd(a, b, start);
  const [aEnd, bEnd] = [a.length - end, b.length - end];
  const middle = kept(a.slice(start, aEnd), b.slice(start, bEnd), limit) ?? [];
  return [
    ...Array.from({ length: start }, (_, at): Pair => [at, at]),
    ...middle.map(([x, y]): Pair => [x + start, y + start]),
    ...Array.from({ length: end }, (_, at): Pair => [aEnd + at, bEnd + at]),
  ];
}

const wordsOf = (line: string) => line.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];

function piecesOf(words: readonly string[], stays: ReadonlySet<number>): Piece[] {
  const pieces: Piece[] = [];
  words.forEach((text, at) => {
    const changed = !stays.has(at);
    const last = pieces.at(-1);
    if (last && last.changed === changed) last.text += text;
    else pieces.push({ text, changed });
  });
  return pieces;
}

const whole = (text: string, changed: boolean): Piece[] => (text ? [{ text, changed }] : []);

/** What two lines have in common, word by word; all of both is changed where that is too little. */
export function diffWords(before: string, after: string): { before: Piece[]; after: Piece[] } {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const tooLong = a.length > MOST_WORDS_IN_LINE || b.length > MOST_WORDS_IN_LINE;
  const pairs = tooLong ? [] : common(a, b, MOST_WORD_EDITS);
  const shared = pairs.reduce((sum, [x]) => sum + (a[x] ?? '').trim().length, 0);
  const size = Math.max(before.trim().length, after.trim().length);
  if (shared < size * ALIKE) return { before: whole(before, true), after: whole(after, true) };
  return {
    before: piecesOf(a, new Set(pairs.map(([x]) => x))),
    after: piecesOf(b, new Set(pairs.map(([, y]) => y))),
  };
}

/** Rows of what stands between two lines that stay: changed ones beside each other. */
function changedRows(a: readonly string[], b: readonly string[], x: number, y: number): DiffRow[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at): DiffRow => {
    const [before, after] = [a[at], b[at]];
    const [left, right] = [x + at + 1, y + at + 1];
    if (before !== undefined && after !== undefined) {
      const pieces = diffWords(before, after);
      return {
        kind: 'changed',
        before: { number: left, pieces: pieces.before },
        after: { number: right, pieces: pieces.after },
      };
    }
    return before !== undefined
      ? { kind: 'removed', before: { number: left, pieces: whole(before, false) } }
      : { kind: 'added', after: { number: right, pieces: whole(after ?? '', false) } };
  });
}

/**
 * Two texts line by line, changed lines word by word. The time it takes is bounded: where very
 * much differs, all between the first and the last change counts as changed. Null where the texts
 * are too long to be compared.
 */
export function diffLines(before: string, after: string): DiffRow[] | null {
  if (before.length + after.length > MOST_CHARACTERS) return null;
  const [a, b] = [before.split('\n'), after.split('\n')];
  const rows: DiffRow[] = [];
  let [x, y] = [0, 0];
  for (const [toX, toY] of [...common(a, b, MOST_LINE_EDITS), [a.length, b.length] as const]) {
    // One by one: as arguments, a hundred thousand would be too many.
    for (const row of changedRows(a.slice(x, toX), b.slice(y, toY), x, y)) rows.push(row);
    if (toX < a.length) {
      const pieces = whole(a[toX] ?? '', false);
      rows.push({
        kind: 'same',
        before: { number: toX + 1, pieces },
        after: { number: toY + 1, pieces },
      });
    }
    [x, y] = [toX + 1, toY + 1];
  }
  return rows;
}

/** Rows to show, or how many equal ones are folded away there. */
export type Folded = { rows: DiffRow[] } | { folded: DiffRow[] };

const AROUND = 3;
const WORTH_FOLDING = 5;

/** The rows with what is far from any change folded away. */
export function foldSame(rows: readonly DiffRow[]): Folded[] {
  const near = new Set<number>();
  rows.forEach((row, at) => {
    if (row.kind === 'same') return;
    for (let by = -AROUND; by <= AROUND; by++) near.add(at + by);
  });
  const parts: Folded[] = [];
  for (let at = 0; at < rows.length;) {
    const shown = near.has(at);
    let end = at;
    while (end < rows.length && near.has(end) === shown) end++;
    const run = rows.slice(at, end);
    parts.push(shown || run.length < WORTH_FOLDING ? { rows: run } : { folded: run });
    at = end;
  }
  return parts;
}
