import type { ReactNode } from 'react';
import { Radio } from 'react-aria-components';
import styles from './conflict.module.css';

/** One way to end a conflict. `note` is said after its name in smaller text. */
export function SideRadio({ id, name, note }: { id: string; name: string; note?: ReactNode }) {
  return (
    <Radio value={id} className={styles.radio!}>
      <span className={styles.dot} aria-hidden="true" />
      <span>
        <span className={styles.radioName}>{name}</span>
        {note ? <span className={styles.note}>{note}</span> : null}
      </span>
    </Radio>
  );
}
