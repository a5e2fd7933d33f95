import { readFileSync } from 'node:fs';

/** The text of a file of the repository, for tests that hold the page to it. */
export const textInRepository = (path: string): string =>
  readFileSync(`${import.meta.dirname}/../../../../${path}`, 'utf8');
