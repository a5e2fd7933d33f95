import { expect, it } from 'vitest';
import { websiteOf } from './website';

it.each([
  ['https://www.example.com/docs', 'example.com'],
  ['http://example.com:8080', 'example.com:8080'],
])('links %j', (address, label) => {
  expect(websiteOf(address)?.label).toBe(label);
});

it.each([undefined, '', 'example.com', 'javascript:alert(1)', 'data:text/html,x', 'ftp://x.y/z'])(
  'does not link %j',
  (address) => {
    expect(websiteOf(address)).toBeNull();
  },
);
