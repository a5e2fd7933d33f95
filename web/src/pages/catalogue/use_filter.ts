import { useCallback, useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { type Filter, filterOf, parametersOf } from './filter';

export type ChangeFilter = (change: Partial<Filter>, options?: { replace: boolean }) => void;

/** The filter, which lives in the address, so that it can be shared and gone back to. */
export function useFilter(): [Filter, ChangeFilter] {
  const [query, setQuery] = useSearchParams();
  const filter = useMemo(() => filterOf(query), [query]);
  const change: ChangeFilter = useCallback(
    (changes, options) => {
      const next = { ...filterOf(query), ...changes };
      setQuery(parametersOf(next), { replace: options?.replace ?? false });
    },
    [query, setQuery],
  );
  return [filter, change];
}

const TYPING_MS = 200;

/**
 * A text as it is typed, told to `commit` when the typing pauses. It follows `value` where that
 * changes by other means.
 */
export function useTyped(value: string, commit: (text: string) => void) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const [told, setTold] = useState(value);
  if (value !== seen) {
    setSeen(value);
    // Our own words come back late, when more may have been typed.
    if (value !== told) {
      setText(value);
      setTold(value);
    }
  }
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === told) return undefined;
    const timer = setTimeout(() => {
      setTold(wanted);
      commit(wanted);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, told, commit]);
  return [text, setText] as const;
}
