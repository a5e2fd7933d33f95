import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = { en: 'English', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = 'imprint.language';

type Texts = Record<string, Record<string, unknown>>;

// One file for each part of the page: en/catalogue.json is the namespace `catalogue`.
function textsOf(files: Record<string, unknown>): Texts {
  return Object.fromEntries(
    Object.entries(files).map(([path, texts]) => [
      path.replace(/^.*\/(.*)\.json$/, '$1'),
      texts as Record<string, unknown>,
    ]),
  );
}

const english = textsOf(import.meta.glob('./en/*.json', { eager: true, import: 'default' }));
const spanish = textsOf(import.meta.glob('./es/*.json', { eager: true, import: 'default' }));

const isLanguage = (value: string): value is Language => value in LANGUAGES;

function preferred(): Language {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(KEY);
  } catch {
    // then the browser's languages decide
  }
  const wanted = [stored ?? '', ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find(isLanguage) ?? 'en';
}

function show(language: string) {
  document.documentElement.lang = language;
}

/** Makes `useTranslation` work, in the language that was chosen before or the browser prefers. */
export async function startMessages(language: Language = preferred()) {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'common',
    ns: Object.keys(english),
    resources: { en: english, es: spanish },
    interpolation: { escapeValue: false }, // React does that
    showSupportNotice: false,
  });
  i18next.on('languageChanged', show);
  show(language);
}

export async function chooseLanguage(language: Language) {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // then it lasts as long as the page
  }
  await i18next.changeLanguage(language);
}
