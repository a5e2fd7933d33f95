import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogueItem } from '~/api/types';
import { Button } from '~/parts/button';
import { ErrorNotice } from '~/parts/notice';
import styles from './catalogue.module.css';
import { TemplateCard } from './template_card';

export type More = {
  hasMore: boolean;
  isLoading: boolean;
  error: unknown;
  load: () => void;
};

/** Loads more when the end of the list comes near, and on demand. */
function LoadMore({ more, onPress }: { more: More; onPress: () => void }) {
  const { t } = useTranslation('common');
  const end = useRef<HTMLDivElement>(null);
  const { hasMore, isLoading, error, load } = more;
  const waits = hasMore && !isLoading && !error;
  useEffect(() => {
    if (!waits || !end.current) return undefined;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && load(),
      { rootMargin: '600px' },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [waits, load]);
  if (error) return <ErrorNotice error={error} onRetry={load} />;
  return (
    <div ref={end} className={styles.end}>
      {hasMore ? (
        <Button isPending={isLoading} onPress={onPress}>
          {t('actions.showMore')}
        </Button>
      ) : null}
    </div>
  );
}

/** The cards, and more of them. */
export function Results({
  items,
  isOld,
  more,
}: {
  items: readonly CatalogueItem[];
  /** They answer what was asked before. */
  isOld: boolean;
  more: More;
}) {
  const { t } = useTranslation('catalogue');
  const list = useRef<HTMLUListElement>(null);
  const [goTo, setGoTo] = useState<number>();
  // Whoever asked for more by the keyboard goes on with the first of them.
  useEffect(() => {
    if (goTo === undefined || items.length <= goTo) return;
    list.current?.children[goTo]?.querySelector('a')?.focus();
    setGoTo(undefined);
  }, [goTo, items.length]);
  const press = () => {
    setGoTo(items.length);
    more.load();
  };
  return (
    <>
      <ul
        ref={list}
        role="list"
        aria-label={t('templates')}
        aria-busy={isOld}
        className={`${styles.grid} ${isOld ? styles.old : ''}`}
      >
        {items.map((item) => (
          <li key={item.id} className={styles.cell}>
            <TemplateCard item={item} />
          </li>
        ))}
      </ul>
      <LoadMore more={more} onPress={press} />
    </>
  );
}

/** Where cards are to come. */
export function WaitingCards() {
  const { t } = useTranslation('common');
  return (
    <div role="status" aria-label={t('loading')} className={styles.grid}>
      {Array.from({ length: 6 }, (_, at) => (
        <div key={at} className={`${styles.card} ${styles.waiting}`}>
          <div className={styles.top}>
            <span className={styles.waitingImage} />
            <span className={styles.waitingLine} />
          </div>
          <span className={styles.waitingLine} />
          <span className={styles.waitingLine} />
        </div>
      ))}
    </div>
  );
}
