import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '~/parts/button';
import { TextField } from '~/parts/field';
import { Row, Stack } from '~/parts/layout';
import { FileDrop } from './file_drop';
import { FocusKept } from './focus_kept';
import { sizeText } from './files';
import { useUnsaved } from './unsaved';
import styles from './publish.module.css';

// More than this in a text area makes typing slow; a file of any size is kept beside it.
const MOST_SHOWN = 200_000;

type Input = { text: string; fileName: string | undefined };
const NOTHING: Input = { text: '', fileName: undefined };

type Files = { source: 'openapi' | 'document'; endings: readonly string[] };

/** Reads a file, tells which one, and takes it back. */
function FileInput({
  source,
  endings,
  input,
  onInput,
}: Files & { input: Input; onInput: (input: Input) => void }) {
  const { t, i18n } = useTranslation('publish');
  const [isReading, setReading] = useState(false);
  const read = async (file: File) => {
    setReading(true);
    try {
      onInput({ text: await file.text(), fileName: file.name });
    } finally {
      setReading(false);
    }
  };
  const name = isReading ? undefined : input.fileName;
  const size = sizeText(input.text.length, i18n.language);
  return (
    <>
      <FileDrop
        label={t(`source.${source}.drop`)}
        endings={endings}
        onFile={(file) => void read(file)}
      />
      <Row gap={3}>
        <p role="status" className={styles.quiet}>
          {name ? t('file.read', { name, size }) : ''}
        </p>
        {name ? (
          <Button small onPress={() => onInput(NOTHING)}>
            {t('common:actions.clear')}
          </Button>
        ) : null}
      </Row>
    </>
  );
}

/**
 * A form for a text, by file or by typing. `onSubmit` gets it unless it is empty, and gives what is
 * wrong with it, if anything is. `children` stand between the text and the button.
 */
export function TextForm({
  source,
  endings,
  action,
  onSubmit,
  children,
}: Files & {
  action: string;
  onSubmit: (text: string) => string | undefined;
  children?: ReactNode;
}) {
  const { t } = useTranslation('publish');
  const [input, setInput] = useState(NOTHING);
  const [error, setError] = useState<string>();
  const take = (next: Input) => {
    setInput(next);
    setError(undefined);
  };
  const { text, fileName } = input;
  useUnsaved(fileName === undefined && text.trim() !== '');
  const submit = () => setError(text.trim() ? onSubmit(text) : t(`source.${source}.empty`));
  // What was pasted stays in sight: it is where the focus and the person's eyes are.
  const isHidden = fileName !== undefined && text.length > MOST_SHOWN;
  return (
    <Stack gap={4}>
      <FocusKept phase={fileName ?? ''}>
        <Stack gap={3}>
          <FileInput source={source} endings={endings} input={input} onInput={take} />
          {isHidden ? null : (
            <TextField
              label={t(`source.${source}.text`)}
              rows={10}
              mono
              spellCheck="false"
              value={text}
              error={error}
              onChange={(typed) => take({ text: typed, fileName: undefined })}
            />
          )}
          {isHidden && error ? <p role="alert">{error}</p> : null}
        </Stack>
      </FocusKept>
      {children}
      <div>
        <Button look="primary" onPress={submit}>
          {action}
        </Button>
      </div>
    </Stack>
  );
}
