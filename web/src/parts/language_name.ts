/** What a language is called in another one ("Spanish" of `es` in `en`); a code nobody knows stays. */
export function languageName(code: string, inLanguage: string): string {
  try {
    return new Intl.DisplayNames([inLanguage], { type: 'language' }).of(code) ?? code;
  } catch {
    return code; // such as "en_GB!", which is no code at all
  }
}
