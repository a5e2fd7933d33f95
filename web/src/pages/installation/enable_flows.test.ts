import { expect, it } from 'vitest';
import { enableEach, NotEnabled } from './enable_flows';

const FLOWS = ['a', 'b', 'c'].map((id) => ({ id, name: id.toUpperCase() }));

function tried(refused?: string) {
  const asked: string[] = [];
  const enabled: string[] = [];
  let stopBehind: string | undefined;
  const run = () =>
    enableEach(
      FLOWS,
      ({ id }) => {
        asked.push(id);
        return id === refused ? Promise.reject(new Error('locked')) : Promise.resolve();
      },
      {
        onEnabled: ({ id }) => enabled.push(id),
        isStopped: () => stopBehind !== undefined && enabled.includes(stopBehind),
      },
    );
  return { asked, enabled, run, stopBehind: (id: string) => (stopBehind = id) };
}

it('enables one after the other', async () => {
  const { asked, enabled, run } = tried();
  expect(await run()).toBe(true);
  expect(asked).toEqual(['a', 'b', 'c']);
  expect(enabled).toEqual(asked);
});

it('stops at the first refusal and says of which flow it is', async () => {
  const { asked, enabled, run } = tried('b');
  const error: unknown = await run().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NotEnabled);
  expect(error).toMatchObject({ flow: { id: 'b' }, reason: { message: 'locked' } });
  expect(asked).toEqual(['a', 'b']);
  expect(enabled).toEqual(['a']);
});

it('stops when it is told to', async () => {
  const { asked, run, stopBehind } = tried();
  stopBehind('a');
  expect(await run()).toBe(false);
  expect(asked).toEqual(['a']);
});
