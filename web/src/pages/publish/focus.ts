/** Puts the focus on the first entry that something is wrong with, once it is shown as such. */
export function focusFirstInvalid(within: ParentNode = document) {
  requestAnimationFrame(() => {
    within.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
}
