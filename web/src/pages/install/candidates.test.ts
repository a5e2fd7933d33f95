import { describe, expect, it } from 'vitest';
import { mayHaveMore, shownCandidates } from './candidates';
import { NEW } from './entries';
import { candidate, connectionOf } from './testing';

const many = Array.from({ length: 1000 }, (_, at) => candidate(String(at)));
const connection = connectionOf('a', { candidates: many, boundTo: { id: 'gone', name: 'Gone' } });
const ids = (words: string, choice: string | null) =>
  shownCandidates(connection, [], words, choice).shown.map(({ id }) => id);

describe('candidates', () => {
  it('are the first of those with all the words', () => {
    expect(ids('', null)).toHaveLength(30);
    expect(shownCandidates(connection, [], '', null).left).toBe(970);
    expect(ids('OWN 99', NEW)).toEqual(
      ['99', '199', '299', '399', '499', '599', '699', '799', '899', '990'].concat([
        '991',
        '992',
        '993',
        '994',
        '995',
        '996',
        '997',
        '998',
        '999',
      ]),
    );
    expect(ids('nothing', null)).toEqual([]);
  });

  it('are followed by other connections of the type, each once', () => {
    const few = connectionOf('a', { candidates: [candidate('1', 4)] });
    const own = [
      { id: '0', name: 'Zero', type: 'http' },
      { id: '1', name: 'Own 1', type: 'http' },
      { id: '2', name: 'Files', type: 'ftp' },
    ];
    const { shown } = shownCandidates(few, own, '', null);
    expect(shown.map(({ id, at }) => [id, at])).toEqual([
      ['1', 0],
      ['0', undefined],
    ]);
    expect(mayHaveMore(few)).toBe(false);
    expect(mayHaveMore(connection)).toBe(true);
  });

  it('always have the chosen one among them', () => {
    expect(ids('', '3').filter((id) => id === '3')).toHaveLength(1);
    expect(ids('', '777')[0]).toBe('777');
    expect(ids('nothing', '777')).toEqual(['777']);
    const [gone] = shownCandidates(connection, [], '', 'gone').shown;
    expect(gone).toEqual({ id: 'gone', name: 'Gone', at: undefined });
  });
});
