import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '~/parts/button';
import { TextField } from '~/parts/field';
import { Row, Stack } from '~/parts/layout';
import { FileDrop } from './file_drop';
import { FocusKept } from './focus_kept';
import { sizeText } from './files';
import styles from './publish.module.css';

// More than this in a text area makes typing slow; a file of any size is kept beside it.
const MOST_SHOWN = 200_000;

export type TextInput = { text: string; fileName: string | undefined };

/** A text by file or by typing. */
export function TextSource({
  drop,
  label,
  endings,
  value,
  error,
  onChange,
}: {
  drop: string;
  label: string;
  endings: readonly string[];
  value: TextInput;
  error: string | undefined;
  onChange: (value: TextInput) => void;
}) {
  const { t, i18n } = useTranslation('publish');
  const [isReading, setReading] = useState(false);
  const status = useId();
  const read = async (file: File) => {
    setReading(true);
    try {
      onChange({ text: await file.text(), fileName: file.name });
    } finally {
      setReading(false);
    }
  };
  // What was pasted stays in sight: it is where the focus and the person's eyes are.
  const isHidden = value.fileName !== undefined && value.text.length > MOST_SHOWN;
  return (
    <FocusKept phase={value.fileName ?? ''}>
      <Stack gap={3}>
        <FileDrop label={drop} endings={endings} onFile={(file) => void read(file)} />
        <Row gap={3}>
          <p id={status} role="status" className={styles.quiet}>
            {value.fileName && !isReading
              ? t('file.read', {
                  name: value.fileName,
                  size: sizeText(value.text.length, i18n.language),
                })
              : ''}
          </p>
          {value.fileName && !isReading ? (
            <Button small onPress={() => onChange({ text: '', fileName: undefined })}>
              {t('common:actions.clear')}
            </Button>
          ) : null}
        </Row>
        {isHidden ? null : (
          <TextField
            label={label}
            rows={10}
            mono
            spellCheck="false"
            value={value.text}
            error={error}
            onChange={(text) => onChange({ text, fileName: undefined })}
          />
        )}
        {isHidden && error ? <p role="alert">{error}</p> : null}
      </Stack>
    </FocusKept>
  );
}
