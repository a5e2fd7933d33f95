import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '~/parts/field';
import { fromOpenApi, openApiInput } from './content';
import { TextForm } from './text_form';
import { useUnsaved } from './unsaved';
import type { SourceProps } from './use_content';
import styles from './publish.module.css';

const ENDINGS = ['.yaml', '.yml', '.json'];

export function OpenApiSource({ target, onLoad }: SourceProps) {
  const { t, i18n } = useTranslation('publish');
  const [baseUrl, setBaseUrl] = useState('');
  const [only, setOnly] = useState('');
  useUnsaved(`${baseUrl}${only}`.trim() !== '');
  const load = (text: string) => {
    const options = { baseUrl, only, language: i18n.language };
    onLoad(fromOpenApi(openApiInput(text, options), target));
    return undefined;
  };
  return (
    <TextForm source="openapi" endings={ENDINGS} action={t('source.openapi.make')} onSubmit={load}>
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
    </TextForm>
  );
}
