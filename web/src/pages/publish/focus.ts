// As long as a page that is busy may take to show what it was told.
const FRAMES = 30;

/** Puts the focus on the first entry that something is wrong with, once it is shown as such. */
export function focusFirstInvalid(within: ParentNode = document, frames = FRAMES) {
  requestAnimationFrame(() => {
    const entry = within.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (entry) {
      // Not at the edge, where the head of the page would hide what the entry is called.
      entry.focus({ preventScroll: true });
      entry.scrollIntoView({ block: 'center' });
    } else if (frames > 1) focusFirstInvalid(within, frames - 1);
  });
}
