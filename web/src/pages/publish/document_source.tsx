import { useTranslation } from 'react-i18next';
import { fromDocument } from './content';
import { isTemplateDocument, parseDocument } from './documents';
import { TextForm } from './text_form';
import type { SourceProps } from './use_content';

const ENDINGS = ['.json'];

export function DocumentSource({ target, onLoad }: SourceProps) {
  const { t } = useTranslation('publish');
  const load = (text: string) => {
    const parsed = parseDocument(text);
    if ('fault' in parsed) return t('source.document.noJson', { fault: parsed.fault });
    if (!isTemplateDocument(parsed.document)) return t('source.document.noTemplate');
    onLoad(fromDocument(parsed.document, target));
    return undefined;
  };
  return (
    <TextForm
      source="document"
      endings={ENDINGS}
      action={t('source.document.use')}
      onSubmit={load}
    />
  );
}
