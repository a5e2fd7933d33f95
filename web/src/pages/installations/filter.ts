import type { InstallationSummary } from '~/api/types';

export type Filter = { text: string; upgradeOnly: boolean };

/** A text as one compares what people type: without case and accents. */
export const folded = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();

/** Whether each word of `typed` is somewhere in one of the texts. */
export function hasWords(typed: string, ...texts: string[]): boolean {
  const whole = folded(texts.join('\n'));
  return folded(typed)
    .split(/\s+/)
    .every((word) => whole.includes(word));
}

/** The installations that the filter lets through, by their own and their template's name. */
export function filtered(
  installations: readonly InstallationSummary[],
  { text, upgradeOnly }: Filter,
): InstallationSummary[] {
  return installations.filter(
    (each) =>
      (!upgradeOnly || each.upgradeAvailable) &&
      hasWords(text, each.name, each.template?.name ?? '', each.id),
  );
}
