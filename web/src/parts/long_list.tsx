import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import styles from './long_list.module.css';

type Props<Item> = {
  /** What it is a list of; only heard. */
  label: string;
  items: readonly Item[];
  keyOf: (item: Item) => string;
  children: (item: Item, at: number) => ReactNode;
  /** How high an item is, in pixels, before it is measured. */
  estimate: number;
  /** A new object scrolls to that item. */
  target?: { at: number } | undefined;
};

// So many are simply there; the browser's own search then finds all of them.
const FEW = 60;

/** Items below each other, of which only those near the window are made where there are many. */
export function LongList<Item>(props: Props<Item>) {
  return props.items.length <= FEW ? <WholeList {...props} /> : <WindowedList {...props} />;
}

function WholeList<Item>({ label, items, keyOf, children }: Props<Item>) {
  return (
    <ul role="list" aria-label={label} className={styles.list}>
      {items.map((item, at) => (
        <li key={keyOf(item)} className={styles.item}>
          {children(item, at)}
        </li>
      ))}
    </ul>
  );
}

/** Where the element begins on the page, kept right when what stands above it changes. */
function usePagePlace(element: React.RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      const box = element.current?.getBoundingClientRect();
      if (box) setTop(Math.round(box.top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}

function WindowedList<Item>({ label, items, keyOf, children, estimate, target }: Props<Item>) {
  const list = useRef<HTMLUListElement>(null);
  const scrollMargin = usePagePlace(list);
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => estimate,
    getItemKey: (at) => keyOf(items[at] as Item),
    overscan: 6,
    scrollMargin,
  });
  useEffect(() => {
    if (target) virtual.scrollToIndex(target.at, { align: 'center' });
  }, [target, virtual]);
  return (
    <ul
      ref={list}
      role="list"
      aria-label={label}
      className={styles.list}
      style={{ height: virtual.getTotalSize() }}
    >
      {virtual.getVirtualItems().map(({ index, key, start }) => (
        <li
          key={key}
          ref={virtual.measureElement}
          data-index={index}
          aria-setsize={items.length}
          aria-posinset={index + 1}
          className={`${styles.item} ${styles.placed}`}
          style={{ transform: `translateY(${start - scrollMargin}px)` }}
        >
          {children(items[index] as Item, index)}
        </li>
      ))}
    </ul>
  );
}
