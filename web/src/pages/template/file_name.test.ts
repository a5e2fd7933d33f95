import { expect, it } from 'vitest';
import { fileNameOf } from './file_name';

it.each([
  ['attachment; filename="orders-2.zip"', 'orders-2.zip'],
  ['attachment; filename="a\\"b.zip"', 'a"b.zip'],
  ['attachment; filename="../../etc/passwd"', '.._.._etc_passwd'],
  ['attachment', 'fallback'],
  [null, 'fallback'],
])('reads %j', (disposition, name) => {
  expect(fileNameOf(disposition, 'fallback')).toBe(name);
});
