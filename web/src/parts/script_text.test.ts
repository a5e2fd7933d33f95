import { describe, expect, it } from 'vitest';
import { linesOfText, scriptApart } from './script_text';

describe('a document to read', () => {
  it('has a script apart', () => {
    const document = { _id: '1', content: 'a\nb\n' };
    expect(scriptApart('Script', document)).toEqual({ rest: { _id: '1' }, code: 'a\nb\n' });
    expect(scriptApart('Export', document)).toEqual({ rest: document, code: undefined });
    expect(scriptApart('Script', { _id: '1' }).code).toBeUndefined();
  });

  it('has lines, whatever ends them', () => {
    expect(linesOfText('a\r\nb\n\nc\n')).toEqual(['a', 'b', '', 'c']);
  });
});
