import { expect, it } from 'vitest';
import served from '../../pages.json';
import { pages } from './routes';

it('has a page for each address that the server answers with this app, and no other', () => {
  const ours = pages.map(({ path }) => path!.replace(/:(\w+)/g, '{$1}'));
  expect(ours.sort()).toEqual([...served].sort());
});
