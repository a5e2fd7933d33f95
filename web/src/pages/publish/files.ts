export type FileFault = 'none' | 'many' | 'type' | 'empty';

/** The one file that was meant, or why it cannot be taken. */
export function chosenFile(
  files: readonly File[],
  endings: readonly string[],
): { file: File } | { fault: FileFault } {
  const [file, ...others] = files;
  if (!file) return { fault: 'none' };
  if (others.length > 0) return { fault: 'many' };
  const name = file.name.toLowerCase();
  if (!endings.some((ending) => name.endsWith(ending))) return { fault: 'type' };
  if (file.size === 0) return { fault: 'empty' };
  return { file };
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** How large a file is, as people say it in that language. */
export function sizeText(bytes: number, language: string): string {
  const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const format = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  });
  return format.format(bytes / 1000 ** step);
}
