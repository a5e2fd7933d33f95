export type Website = { href: string; label: string };

/** A template's website where it is one that a link may lead to, and what to call it. */
export function websiteOf(address: string | undefined): Website | null {
  if (!address || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  return { href: url.href, label: url.host.replace(/^www\./, '') };
}
