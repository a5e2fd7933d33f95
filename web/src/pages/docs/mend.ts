/** What Swagger leaves without a good name, and what it is called here, in that language. */
export type Names = { requestBody: string; filter: string; language: string };

const ENTRIES = 'input:not([type="hidden"]), select, textarea';

function nameFilter(root: HTMLElement, { filter, language }: Names) {
  const entry = root.querySelector<HTMLInputElement>('.operation-filter-input');
  if (!entry || entry.getAttribute('aria-label') === filter) return;
  entry.setAttribute('aria-label', filter);
  entry.placeholder = filter;
  entry.lang = language;
}

function nameEntries(root: HTMLElement, names: Names) {
  for (const entry of root.querySelectorAll(ENTRIES)) {
    if (entry.hasAttribute('aria-label') || entry.closest('label')) continue;
    const parameter = entry.closest<HTMLElement>('[data-param-name], [data-property-name]');
    const { paramName, propertyName } = parameter?.dataset ?? {};
    entry.setAttribute('aria-label', paramName ?? propertyName ?? names.requestBody);
  }
}

// Long examples scroll, which the keyboard can do only where it can go.
function reachExamples(root: HTMLElement) {
  for (const example of root.querySelectorAll('pre:not([tabindex])')) {
    example.setAttribute('tabindex', '0');
  }
}

// The page has a main part and a first heading already.
function lowerRanks(root: HTMLElement) {
  for (const main of root.querySelectorAll('main')) main.setAttribute('role', 'group');
  for (const title of root.querySelectorAll('h1')) title.setAttribute('aria-level', '2');
}

/**
 * Mends what Swagger's markup lacks for the keyboard and for screen readers and its plugins cannot
 * reach: in `root`, and whenever that changes. Gives a function that ends it.
 */
export function mendAccessibility(root: HTMLElement, names: Names): () => void {
  const mend = () => {
    nameFilter(root, names);
    nameEntries(root, names);
    reachExamples(root);
    lowerRanks(root);
  };
  const observer = new MutationObserver(mend);
  observer.observe(root, { childList: true, subtree: true });
  mend();
  return () => observer.disconnect();
}

/**
 * Tells as soon as `root` shows a document or why there is none: Swagger itself tells of the first
 * alone, and late. Gives a function that ends it.
 */
export function whenShown(root: HTMLElement, tell: () => void): () => void {
  const observer = new MutationObserver(() => {
    if (!root.querySelector('.info, .errors-wrapper, .failed-config')) return;
    observer.disconnect();
    tell();
  });
  observer.observe(root, { childList: true, subtree: true });
  return () => observer.disconnect();
}
