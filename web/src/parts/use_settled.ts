import { useEffect, useState } from 'react';

/**
 * `value` as it was when it last stayed the same for so many milliseconds. Where `isSame` says that
 * nothing changed, it stays the same object.
 */
export function useSettled<Value>(
  value: Value,
  delay: number,
  isSame: (a: Value, b: Value) => boolean = Object.is,
): Value {
  const [settled, setSettled] = useState(() => value);
  useEffect(() => {
    const settle = () => setSettled((was: Value) => (isSame(was, value) ? was : value));
    const timer = setTimeout(settle, delay);
    return () => clearTimeout(timer);
  }, [value, delay, isSame]);
  return settled;
}
