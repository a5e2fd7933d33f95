import { type ReactNode, memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '~/api/types';
import { Button } from './button';
import { type DiffRow, diffLines, type Folded, foldSame, type Line } from './line_diff';
import { valueTexts } from './value_text';
import styles from './value_diff.module.css';

type Side = 'before' | 'after';

// So many rows are drawn at once; the rest on demand.
const ROWS_AT_ONCE = 300;

/** What a reader hears in front of a line, and sees as a sign. */
function Mark({ side, kind }: { side: Side; kind: DiffRow['kind'] }) {
  const { t } = useTranslation();
  if (kind === 'same') return <span className={styles.sign} aria-hidden="true" />;
  return (
    <>
      <span className={styles.sign} aria-hidden="true">
        {side === 'before' ? '−' : '+'}
      </span>
      <span className="visually-hidden">{t(side === 'before' ? 'diff.was' : 'diff.is')} </span>
    </>
  );
}

// An end of line of the other kind is otherwise nothing to see.
const visible = (text: string) => text.replaceAll('\r', '␍');

function Text({ line, side }: { line: Line; side: Side }) {
  const Changed = side === 'before' ? 'del' : 'ins';
  return line.pieces.map(({ text, changed }, at) =>
    changed ? <Changed key={at}>{visible(text)}</Changed> : <span key={at}>{text}</span>,
  );
}

function Cell({ row, side, numbers }: { row: DiffRow; side: Side; numbers: boolean }) {
  const line = row[side];
  if (!line) return <td className={styles.none} />;
  return (
    <td className={`${styles[side]} ${styles[row.kind]}`}>
      <div className={styles.line}>
        {numbers ? (
          <span className={styles.number} aria-hidden="true">
            {line.number}
          </span>
        ) : null}
        <Mark side={side} kind={row.kind} />
        <span className={styles.text}>
          <Text line={line} side={side} />
        </span>
      </div>
    </td>
  );
}

const Rows = memo(function Rows({ rows, numbers }: { rows: DiffRow[]; numbers: boolean }) {
  return rows.map((row, at) => (
    <tr key={at}>
      <Cell row={row} side="before" numbers={numbers} />
      <Cell row={row} side="after" numbers={numbers} />
    </tr>
  ));
});

function WideRow({ children }: { children: ReactNode }) {
  return (
    <tr>
      <td colSpan={2} className={styles.wide}>
        {children}
      </td>
    </tr>
  );
}

function Fold({ rows, numbers }: { rows: DiffRow[]; numbers: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (open) return <LimitedRows rows={rows} numbers={numbers} />;
  return (
    <WideRow>
      <Button small look="quiet" onPress={() => setOpen(true)}>
        {t('diff.sameLines', { count: rows.length })}
      </Button>
    </WideRow>
  );
}

function LimitedRows({ rows, numbers }: { rows: DiffRow[]; numbers: boolean }) {
  const { t } = useTranslation();
  const [most, setMost] = useState(ROWS_AT_ONCE);
  const left = rows.length - most;
  return (
    <>
      <Rows rows={left > 0 ? rows.slice(0, most) : rows} numbers={numbers} />
      {left > 0 ? (
        <WideRow>
          <Button small look="quiet" onPress={() => setMost(most + 4 * ROWS_AT_ONCE)}>
            {t('diff.moreLines', { count: left })}
          </Button>
        </WideRow>
      ) : null}
    </>
  );
}

function Part({ part, numbers }: { part: Folded; numbers: boolean }) {
  return 'folded' in part ? (
    <Fold rows={part.folded} numbers={numbers} />
  ) : (
    <LimitedRows rows={part.rows} numbers={numbers} />
  );
}

/** Both values as they are: one of them is missing, or they are too long to be compared. */
function WholeValues({ before, after }: { before: string | undefined; after: string | undefined }) {
  return (
    <tr>
      <WholeCell text={before} side="before" />
      <WholeCell text={after} side="after" />
    </tr>
  );
}

const TEXT_AT_ONCE = 20_000;

function WholeCell({ text, side }: { text: string | undefined; side: Side }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  if (text === undefined) {
    return <td className={`${styles.whole} ${styles.nothing}`}>{t('value.nothing')}</td>;
  }
  const cut = !whole && text.length > TEXT_AT_ONCE;
  return (
    <td className={`${styles.whole} ${styles[side]} ${styles.changed}`}>
      <Mark side={side} kind="changed" />
      {cut ? text.slice(0, TEXT_AT_ONCE) : text}
      {cut ? (
        <Button small look="quiet" onPress={() => setWhole(true)}>
          {t('diff.wholeValue')}
        </Button>
      ) : null}
    </td>
  );
}

/**
 * A value before and after, side by side, with what differs marked; above each other where there
 * is no room. Values of any length: equal lines are folded away. The labels name the two sides.
 */
export const ValueDiff = memo(function ValueDiff({
  before,
  after,
  beforeLabel,
  afterLabel,
}: {
  before: Json | undefined;
  after: Json | undefined;
  beforeLabel: string;
  afterLabel: string;
}) {
  const { t } = useTranslation();
  const texts = useMemo(() => valueTexts(before, after), [before, after]);
  const parts = useMemo(() => {
    if (texts.before === undefined || texts.after === undefined) return null;
    const rows = diffLines(texts.before, texts.after);
    return rows && { numbers: rows.length > 1, folded: foldSame(rows) };
  }, [texts]);
  return (
    <table className={styles.table} aria-label={t('diff.label', { beforeLabel, afterLabel })}>
      <thead>
        <tr>
          <th scope="col">{beforeLabel}</th>
          <th scope="col">{afterLabel}</th>
        </tr>
      </thead>
      <tbody>
        {parts ? (
          parts.folded.map((part, at) => <Part key={at} part={part} numbers={parts.numbers} />)
        ) : (
          <WholeValues {...texts} />
        )}
      </tbody>
    </table>
  );
});
