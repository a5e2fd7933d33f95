import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '~/parts/button';
import { TextField } from '~/parts/field';
import { Stack } from '~/parts/layout';
import { fromOpenApi, openApiInput } from './content';
import type { SourceProps } from './content_chooser';
import { type TextInput, TextSource } from './text_source';
import styles from './publish.module.css';

const ENDINGS = ['.yaml', '.yml', '.json'];

export function OpenApiSource({ target, onLoad }: SourceProps) {
  const { t, i18n } = useTranslation('publish');
  const [input, setInput] = useState<TextInput>({ text: '', fileName: undefined });
  const [baseUrl, setBaseUrl] = useState('');
  const [only, setOnly] = useState('');
  const [error, setError] = useState<string>();
  const submit = () => {
    if (!input.text.trim()) return setError(t('source.openapi.empty'));
    const options = { baseUrl, only, language: i18n.language };
    onLoad(fromOpenApi(openApiInput(input.text, options), target));
  };
  return (
    <Stack gap={4}>
      <TextSource
        drop={t('source.openapi.drop')}
        label={t('source.openapi.text')}
        endings={ENDINGS}
        value={input}
        error={error}
        onChange={(value) => {
          setInput(value);
          setError(undefined);
        }}
      />
      <div className={styles.pair}>
        <TextField
          label={t('source.openapi.baseUrl')}
          help={t('source.openapi.baseUrlHelp')}
          value={baseUrl}
          onChange={setBaseUrl}
        />
        <TextField
          label={t('source.openapi.only')}
          help={t('source.openapi.onlyHelp')}
          value={only}
          onChange={setOnly}
        />
      </div>
      <div>
        <Button look="primary" onPress={submit}>
          {t('source.openapi.make')}
        </Button>
      </div>
    </Stack>
  );
}
