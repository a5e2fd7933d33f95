export type NamedFile = { blob: Blob; name: string };

/** The name that a `Content-Disposition` gives a file, without any folder. */
export function fileNameOf(disposition: string | null, fallback: string): string {
  const quoted = disposition?.match(/filename="((?:[^"\\]|\\.)*)"/)?.[1];
  const name = (quoted?.replace(/\\(.)/g, '$1') ?? '').replace(/[\\/\p{Cc}]/gu, '_').trim();
  return name || fallback;
}

/** Hands the file to the browser as a download. */
export function saveFile({ blob, name }: NamedFile) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the address after this.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
