import { memo } from 'react';
import styles from './code_lines.module.css';
import { linesOfText } from './script_text';

/** A program's text with the numbers of its lines, in a box that scrolls. `label` is heard. */
export const CodeLines = memo(function CodeLines({ text, label }: { text: string; label: string }) {
  const lines = linesOfText(text);
  // Two texts, as an element for each line takes seconds where there are thousands.
  return (
    <pre className={styles.code} tabIndex={0} aria-label={label} role="group">
      <span className={styles.numbers} aria-hidden="true">
        {lines.map((_, at) => at + 1).join('\n')}
      </span>
      <code>{lines.join('\n')}</code>
    </pre>
  );
});
