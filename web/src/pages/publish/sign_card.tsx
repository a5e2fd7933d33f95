import { useTranslation } from 'react-i18next';
import type { Template } from '~/api/types';
import { Card, Row, Stack } from '~/parts/layout';
import { SignatureMark } from '~/parts/signature';
import { Command } from './command';

/** How versions are signed: the key never leaves the publisher's machine, so not here. */
export function SignCard({ template }: { template: Template }) {
  const { t } = useTranslation('publish');
  const source = template.kind === 'diga' ? 'template.json' : 'template.zip';
  return (
    <Card title={t('sign.title')}>
      <Stack gap={3}>
        {template.version ? (
          <Row gap={2}>
            <span>{t('sign.latest', { number: template.version.number })}</span>
            <SignatureMark signature={template.version.signature} />
          </Row>
        ) : null}
        <p>{t('sign.how')}</p>
        <Command text={`imprint sign ${source} --key publisher.key -o template.sig`} />
        <Command
          text={`imprint publish ${source} --template ${template.id} --signature template.sig`}
        />
      </Stack>
    </Card>
  );
}
