import { describe, expect, it } from 'vitest';
import { mendAccessibility } from './mend';

const names = { requestBody: 'Request body', filter: 'Find an operation', language: 'es' };

function shown(html: string) {
  const root = document.createElement('div');
  root.innerHTML = html;
  const end = mendAccessibility(root, names);
  return { root, end };
}

const labelOf = (root: Element, selector: string) =>
  root.querySelector(selector)?.getAttribute('aria-label');

describe("Swagger's markup", () => {
  it('gets names for the entries of parameters and bodies, and keeps those it has', () => {
    const { root, end } = shown(`
      <table><tbody><tr data-param-name="limit"><td><input type="text"></td></tr></tbody></table>
      <textarea></textarea><select aria-label="Media Type"></select>`);
    expect(labelOf(root, 'input')).toBe('limit');
    expect(labelOf(root, 'textarea')).toBe('Request body');
    expect(labelOf(root, 'select')).toBe('Media Type');
    end();
  });

  it('has a filter that is named in the language of the page', () => {
    const { root, end } = shown('<input class="operation-filter-input" placeholder="Filter">');
    const filter = root.querySelector<HTMLInputElement>('input');
    expect([filter?.getAttribute('aria-label'), filter?.placeholder]).toEqual([
      names.filter,
      names.filter,
    ]);
    expect(filter?.lang).toBe('es');
    end();
  });

  it('is no second page inside of the page', () => {
    const { root, end } = shown('<h1>Imprint</h1><main><h2>Catalogue</h2></main>');
    expect(root.querySelector('h1')?.getAttribute('aria-level')).toBe('2');
    expect(root.querySelector('main')?.getAttribute('role')).toBe('group');
    end();
  });

  it('lets the keyboard scroll examples, also those that come later', async () => {
    const { root, end } = shown('<pre>one</pre>');
    expect(root.querySelector('pre')?.getAttribute('tabindex')).toBe('0');
    root.append(document.createElement('pre'));
    await expect.poll(() => root.querySelectorAll('pre[tabindex]').length).toBe(2);
    end();
  });
});
