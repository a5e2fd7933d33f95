import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '~/parts/button';
import styles from './publish.module.css';

/** The first `most` things of a list, and a button for the others. */
export function Bounded<Item>({
  items,
  most = 12,
  keyOf,
  children,
}: {
  items: readonly Item[];
  most?: number;
  /** What an item is known by, where its place may change. */
  keyOf?: (item: Item) => string;
  children: (item: Item, at: number) => ReactNode;
}) {
  const { t } = useTranslation('publish');
  const [all, setAll] = useState(false);
  const shown = all ? items : items.slice(0, most);
  return (
    <>
      <ul role="list" className={styles.lines}>
        {shown.map((item, at) => (
          <li key={keyOf ? keyOf(item) : at}>{children(item, at)}</li>
        ))}
      </ul>
      {shown.length < items.length ? (
        <Button small look="quiet" onPress={() => setAll(true)}>
          {t('showAll', { count: items.length })}
        </Button>
      ) : null}
    </>
  );
}
