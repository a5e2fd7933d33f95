import { type ReactNode, useEffect, useRef } from 'react';
import { Notice } from '~/parts/notice';
import styles from './result.module.css';

/**
 * What came of something that was done. Takes the focus when it appears, because the button that
 * did it is often gone with it.
 */
export function Result({
  title,
  children,
  actions,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className={styles.result}>
      <Notice tone="good" announce title={title} actions={actions}>
        {children}
      </Notice>
    </div>
  );
}
