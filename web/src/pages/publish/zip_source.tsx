import { useTranslation } from 'react-i18next';
import { fromZip } from './content';
import { FileDrop } from './file_drop';
import type { SourceProps } from './use_content';

const ENDINGS = ['.zip'];

export function ZipSource({ target, onLoad }: SourceProps) {
  const { t } = useTranslation('publish');
  return (
    <FileDrop
      label={t('source.zip.drop')}
      endings={ENDINGS}
      onFile={(file) => onLoad(fromZip(file, target))}
    />
  );
}
