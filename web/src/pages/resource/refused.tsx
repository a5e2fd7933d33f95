import { ApiError } from '~/api/errors';
import { ErrorNotice, Notice } from '~/parts/notice';
import styles from './resource.module.css';

// The server's words often begin with the name.
function Field({ name, message }: { name: string; message: string }) {
  return message.startsWith(name) ? null : <code>{name}: </code>;
}

/** Why something was not done, with the fields that are at fault. */
export function Refused({ error, title }: { error: Error; title: string }) {
  const hasFields = error instanceof ApiError && error.problems.some(({ field }) => field);
  if (!hasFields) return <ErrorNotice error={error} title={title} />;
  return (
    <Notice tone="danger" announce title={title}>
      <ul role="list" className={styles.problems}>
        {error.problems.map(({ field, message }, at) => (
          <li key={at}>
            {field ? <Field name={field} message={message} /> : null}
            {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
