import { expect, it } from 'vitest';
import { apiOf } from './apis';

it('knows the APIs by their address, and takes the first without one', () => {
  expect(apiOf(undefined)).toBe('imprint');
  expect(apiOf('diga')).toBe('diga');
  expect(apiOf('integrator')).toBe('integrator');
  expect(apiOf('Diga')).toBeNull();
  expect(apiOf('constructor')).toBeNull();
});
