import { type ReactNode, useEffect, useRef } from 'react';
import styles from './focused.module.css';

/**
 * Takes the focus when it appears, and so comes into sight: for what came of something, as the
 * button that did it is often gone or far away. Another `key` takes it again.
 */
export function Focused({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className={styles.focused}>
      {children}
    </div>
  );
}
