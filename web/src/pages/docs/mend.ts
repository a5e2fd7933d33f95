/** What Swagger leaves without a name, and what it is called here. */
export type Names = { requestBody: string };

const ENTRIES = 'input:not([type="hidden"]), select, textarea';

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
    nameEntries(root, names);
    reachExamples(root);
    lowerRanks(root);
  };
  const observer = new MutationObserver(mend);
  observer.observe(root, { childList: true, subtree: true });
  mend();
  return () => observer.disconnect();
}
