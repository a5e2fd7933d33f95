import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError } from '~/api/errors';
import { Button } from '~/parts/button';
import { Row } from '~/parts/layout';
import { Notice } from '~/parts/notice';
import { pictureQuery } from './queries';

/** Says that the server cannot get the template's picture at that address, once that is known. */
export function PictureCheck({
  templateId,
  address,
  onEdit,
}: {
  templateId: string;
  address: string;
  onEdit: () => void;
}) {
  const { t } = useTranslation('publish');
  const { error, isFetching, refetch } = useQuery(pictureQuery(templateId, address));
  if (!error) return null;
  // A busy server says nothing of the address.
  const isNone = error instanceof ApiError && error.status === 404;
  return (
    <Notice
      tone="warn"
      announce
      title={t(isNone ? 'picture.none' : 'picture.unknown')}
      actions={
        <Row gap={2}>
          <Button small isPending={isFetching} onPress={() => void refetch()}>
            {t('common:actions.retry')}
          </Button>
          <Button small onPress={onEdit}>
            {t('description.edit')}
          </Button>
        </Row>
      }
    >
      {isNone ? <p>{t('picture.noneWhy')}</p> : null}
    </Notice>
  );
}
