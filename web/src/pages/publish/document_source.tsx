import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '~/parts/button';
import { Stack } from '~/parts/layout';
import { fromDocument } from './content';
import type { SourceProps } from './content_chooser';
import { isTemplateDocument, parseDocument } from './documents';
import { type TextInput, TextSource } from './text_source';

const ENDINGS = ['.json'];

export function DocumentSource({ target, onLoad }: SourceProps) {
  const { t } = useTranslation('publish');
  const [input, setInput] = useState<TextInput>({ text: '', fileName: undefined });
  const [error, setError] = useState<string>();
  const submit = () => {
    if (!input.text.trim()) return setError(t('source.document.empty'));
    const parsed = parseDocument(input.text);
    if ('fault' in parsed) return setError(t('source.document.noJson', { fault: parsed.fault }));
    if (!isTemplateDocument(parsed.document)) return setError(t('source.document.noTemplate'));
    onLoad(fromDocument(parsed.document, target));
  };
  return (
    <Stack gap={4}>
      <TextSource
        drop={t('source.document.drop')}
        label={t('source.document.text')}
        endings={ENDINGS}
        value={input}
        error={error}
        onChange={(value) => {
          setInput(value);
          setError(undefined);
        }}
      />
      <div>
        <Button look="primary" onPress={submit}>
          {t('source.document.use')}
        </Button>
      </div>
    </Stack>
  );
}
