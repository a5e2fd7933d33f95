import { CopyButton } from '~/parts/copy_button';
import styles from './publish.module.css';

/** A line for a terminal. */
export function Command({ text }: { text: string }) {
  return (
    <div className={styles.command}>
      <code>{text}</code>
      <CopyButton text={text} />
    </div>
  );
}
