import { useTranslation } from 'react-i18next';
import type { Place } from '~/api/documents';
import { LinkButton } from '~/parts/button';
import { Notice } from '~/parts/notice';
import type { Found } from './found';

/** That the resource was deleted, and where it can be had back if the template made it. */
export function DeletedNotice({ place, found }: { place: Place; found: Found }) {
  const { t } = useTranslation('resource');
  const isTemplates = found.templateId !== undefined;
  return (
    <Notice
      tone="warn"
      title={t('deleted.title')}
      actions={
        isTemplates ? (
          <LinkButton small to={`/installations/${place.installationId}/drift`}>
            {t('done.changes')}
          </LinkButton>
        ) : undefined
      }
    >
      <p>{t(isTemplates ? 'deleted.back' : 'deleted.gone')}</p>
    </Notice>
  );
}
