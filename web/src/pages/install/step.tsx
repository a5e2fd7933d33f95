import { Check, CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './install.module.css';

export const headingOf = (step: string) => `step-${step}`;

/** A step of the wizard: always its heading and how far it is, and its content where it is open. */
export function Step({
  id,
  number,
  title,
  summary,
  state,
  isOpen,
  onOpen,
  children,
}: {
  id: string;
  number: number;
  title: string;
  summary: string;
  state: 'open' | 'done' | 'problem';
  isOpen: boolean;
  onOpen: () => void;
  children: ReactNode;
}) {
  return (
    <section className={`${styles.step} ${isOpen ? styles.stepOpen : ''}`}>
      <div className={styles.stepHead}>
        <span className={`${styles.number} ${styles[state]}`} aria-hidden="true">
          {state === 'done' ? <Check size={16} /> : null}
          {state === 'problem' ? <CircleAlert size={16} /> : null}
          {state === 'open' ? number : null}
        </span>
        <h2 className={styles.stepTitle}>
          <button
            type="button"
            id={headingOf(id)}
            className={styles.stepButton}
            aria-expanded={isOpen}
            aria-describedby={`${headingOf(id)}-summary`}
            onClick={onOpen}
          >
            {title}
          </button>
        </h2>
        <span id={`${headingOf(id)}-summary`} className={styles.stepSummary}>
          {summary}
        </span>
      </div>
      {isOpen ? <div className={styles.stepBody}>{children}</div> : null}
    </section>
  );
}
