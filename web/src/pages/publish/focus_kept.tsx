import { type ReactNode, useEffect, useRef } from 'react';
import styles from './publish.module.css';

/**
 * What one pressed may be gone with the next `phase` of what this holds, and the focus with it. It
 * comes here then.
 */
export function FocusKept({ phase, children }: { phase: string; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(phase);
  useEffect(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (before.current !== phase && lost) place.current?.focus({ preventScroll: true });
    before.current = phase;
  }, [phase]);
  return (
    <div ref={place} tabIndex={-1} className={styles.panel}>
      {children}
    </div>
  );
}
