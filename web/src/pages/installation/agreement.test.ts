import { act, renderHook } from '@testing-library/react';
import { expect, it } from 'vitest';
import { useAgreement } from './agreement';

const listed = (...ids: string[]) => ids.map((id) => ({ id }));

it('holds for exactly what was listed when it was given', () => {
  const { result, rerender } = renderHook(({ list }) => useAgreement(list), {
    initialProps: { list: listed('a', 'b') },
  });
  const given = () => [result.current.isGiven, result.current.isEnough];
  expect(given()).toEqual([false, false]);
  act(() => result.current.onChange(true));
  expect(given()).toEqual([true, true]);
  rerender({ list: listed('b', 'a') });
  expect(given()).toEqual([true, true]);
  rerender({ list: listed('a', 'b', 'c') });
  expect(given()).toEqual([false, false]);
  act(() => result.current.onChange(true));
  act(() => result.current.onChange(false));
  expect(given()).toEqual([false, false]);
});

it('is asked for only where something would be lost', () => {
  const { result } = renderHook(() => useAgreement([]));
  expect([result.current.isGiven, result.current.isEnough]).toEqual([false, true]);
});
