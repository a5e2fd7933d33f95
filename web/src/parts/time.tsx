import { useTranslation } from 'react-i18next';

// The reader's own way of writing dates, where it is of the language that the page speaks.
const localeOf = (language: string) =>
  navigator.languages.find((tag) => tag.startsWith(language)) ?? language;

/** A time as a day and an hour in the reader's language and zone. */
export function Time({ at }: { at: string }) {
  const { i18n } = useTranslation();
  const text = new Intl.DateTimeFormat(localeOf(i18n.language), {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return (
    <time dateTime={at} title={at}>
      {text.format(new Date(at))}
    </time>
  );
}

/** A number in the reader's language. */
export function Count({ of }: { of: number }) {
  const { i18n } = useTranslation();
  return <>{new Intl.NumberFormat(localeOf(i18n.language)).format(of)}</>;
}
