import { expect, it } from 'vitest';
import { findOperations } from './find_operations';

type Found = Parameters<typeof findOperations>[0];

const operation = (method: string, path: string, summary: string) => ({
  get: (key: string) => ({ method, path })[key],
  getIn: ([, key]: string[]) => (key === 'summary' ? summary : undefined),
  path,
});

class List {
  constructor(readonly all: ReturnType<typeof operation>[]) {}
  get size() {
    return this.all.length;
  }
  filter(keeps: (one: ReturnType<typeof operation>) => boolean) {
    return new List(this.all.filter(keeps));
  }
}

const tagOf = (operations: List) => ({
  get: () => operations,
  set: (_: string, next: unknown) => tagOf(next as List),
});

class Tags {
  constructor(readonly all: [string, ReturnType<typeof tagOf>][]) {}
  map(change: (tag: ReturnType<typeof tagOf>, name: string) => ReturnType<typeof tagOf>) {
    return new Tags(this.all.map(([name, tag]) => [name, change(tag, name)]));
  }
  filter(keeps: (tag: ReturnType<typeof tagOf>) => boolean) {
    return new Tags(this.all.filter(([, tag]) => keeps(tag)));
  }
}

const API = new Tags([
  ['Catalogue', tagOf(new List([operation('get', '/catalogue', 'Find published templates')]))],
  [
    'Installations',
    tagOf(
      new List([
        operation('get', '/installations', 'List installations'),
        operation('post', '/installations', 'Install what a plan showed'),
      ]),
    ),
  ],
]);

it.each([
  ['published', ['/catalogue']],
  ['POST plan', ['/installations']],
  ['Installations', ['/installations', '/installations']],
  ['  ', ['/catalogue', '/installations', '/installations']],
  ['nothing', []],
])('finds %j', (phrase, expected) => {
  const found = findOperations(API as unknown as Found, phrase) as unknown as Tags;
  expect(found.all.flatMap(([, tag]) => tag.get().all.map(({ path }) => path))).toEqual(expected);
});
