import { type ReactNode, memo } from 'react';
import { useTranslation } from 'react-i18next';
import { isExactNumber, textOfJson } from '~/api/exact_json';
import type { Json } from '~/api/types';
import styles from './json_view.module.css';

/** What stands in place of a text of a document, by its path ("http.auth[0].token"). */
export type ReplaceText = (path: string, value: string) => ReactNode | undefined;

const join = (path: string, key: string) => (path ? `${path}.${key}` : key);

function Leaf({
  value,
  path,
  replace,
}: {
  value: Json;
  path: string;
  replace?: ReplaceText | undefined;
}) {
  if (typeof value !== 'string') return <span className={styles.literal}>{String(value)}</span>;
  const replacement = replace?.(path, value);
  if (replacement !== undefined) return <>{replacement}</>;
  return <span className={styles.text}>{JSON.stringify(value)}</span>;
}

function Entries({
  entries,
  isArray,
  path,
  replace,
}: {
  entries: [string, Json][];
  isArray: boolean;
  path: string;
  replace?: ReplaceText | undefined;
}) {
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return <>{open + close}</>;
  return (
    <>
      {open}
      <ul role="list" className={styles.entries}>
        {entries.map(([key, value], at) => (
          <li key={key}>
            {isArray ? null : <span className={styles.key}>{key}</span>}
            {isArray ? null : ': '}
            <Value
              value={value}
              path={isArray ? `${path}[${key}]` : join(path, key)}
              replace={replace}
            />
            {at < entries.length - 1 ? ',' : ''}
          </li>
        ))}
      </ul>
      {close}
    </>
  );
}

function Value({
  value,
  path,
  replace,
}: {
  value: Json;
  path: string;
  replace?: ReplaceText | undefined;
}) {
  if (typeof value !== 'object' || value === null || isExactNumber(value))
    return <Leaf value={value} path={path} replace={replace} />;
  return (
    <Entries
      entries={Object.entries(value as Record<string, Json>)}
      isArray={Array.isArray(value)}
      path={path}
      replace={replace}
    />
  );
}

/** A document to read. `replace` may show links in place of ids. */
export const JsonView = memo(function JsonView({
  value,
  replace,
}: {
  value: Json;
  replace?: ReplaceText;
}) {
  return (
    <div className={styles.view}>
      <Value value={value} path="" replace={replace} />
    </div>
  );
});

/** A value in short, as one sees it in a table: nothing at all is said, too. */
export function JsonValue({ value }: { value: Json | undefined }) {
  const { t } = useTranslation();
  if (value === undefined) return <span className={styles.nothing}>{t('value.nothing')}</span>;
  const text = typeof value === 'string' ? value : textOfJson(value, 2);
  return <pre className={styles.value}>{text}</pre>;
}
