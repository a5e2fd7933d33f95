import { useTranslation } from 'react-i18next';
import { ErrorNotice, Notice } from '~/parts/notice';
import { OtherNow } from './queries';

/** Why something that was agreed to was not done; nothing where there is no `error`. */
export function NotDone({ error }: { error: Error | null }) {
  const { t } = useTranslation('installations');
  if (!error) return null;
  if (!(error instanceof OtherNow)) return <ErrorNotice error={error} />;
  return (
    <Notice tone="danger" announce title={t('otherNow.title')}>
      <p>{t('otherNow.text')}</p>
    </Notice>
  );
}
