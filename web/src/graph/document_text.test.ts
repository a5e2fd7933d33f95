import { describe, expect, it } from 'vitest';
import { linesOfText, splitScript } from './document_text';

describe('a document to read', () => {
  it('has a script apart', () => {
    const document = { _id: '1', content: 'a\nb\n' } as unknown as Record<string, never>;
    expect(splitScript({ model: 'Script', document })).toEqual({
      rest: { _id: '1' },
      code: 'a\nb\n',
    });
    expect(splitScript({ model: 'Export', document })).toEqual({ rest: document, code: undefined });
    const empty = { _id: '1' } as unknown as Record<string, never>;
    expect(splitScript({ model: 'Script', document: empty }).code).toBeUndefined();
  });

  it('has lines, whatever ends them', () => {
    expect(linesOfText('a\r\nb\n\nc\n')).toEqual(['a', 'b', '', 'c']);
  });
});
