import { Upload } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DropZone, FileTrigger, Text } from 'react-aria-components';
import { Button } from '~/parts/button';
import { chosenFile, type FileFault } from './files';
import styles from './publish.module.css';

/** Takes one file of the named endings, dropped, pasted or chosen. */
export function FileDrop({
  label,
  endings,
  onFile,
}: {
  label: string;
  endings: readonly string[];
  onFile: (file: File) => void;
}) {
  const { t } = useTranslation('publish');
  const [fault, setFault] = useState<FileFault>();
  const take = (files: File[]) => {
    const chosen = chosenFile(files, endings);
    setFault('fault' in chosen ? chosen.fault : undefined);
    if ('file' in chosen) onFile(chosen.file);
  };
  return (
    <div>
      <DropZone
        className={styles.drop!}
        getDropOperation={() => 'copy'}
        onDrop={({ items }) => {
          const files = items.flatMap((item) => (item.kind === 'file' ? [item.getFile()] : []));
          void Promise.all(files).then(take);
        }}
      >
        <Upload size={28} aria-hidden="true" />
        <Text slot="label">{label}</Text>
        <FileTrigger acceptedFileTypes={endings} onSelect={(list) => take([...(list ?? [])])}>
          <Button>{t('file.choose')}</Button>
        </FileTrigger>
      </DropZone>
      <p role="alert" className={styles.fault}>
        {fault ? t(`file.faults.${fault}`, { endings: endings.join(', ') }) : ''}
      </p>
    </div>
  );
}
