import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Kind } from '~/api/types';
import { RadioGroup } from '~/parts/choice';
import { Stack } from '~/parts/layout';
import type { Target } from './content';
import { ContentPanel } from './content_panel';
import { DocumentSource } from './document_source';
import { IntegrationSource } from './integration_source';
import { OpenApiSource } from './openapi_source';
import type { ContentHandle, SourceProps } from './use_content';
import { ZipSource } from './zip_source';

const SOURCES = ['zip', 'integration', 'openapi', 'document'] as const;
type Source = (typeof SOURCES)[number];

// An integration may be of either kind.
const KINDS: Record<Source, Kind | undefined> = {
  zip: 'integrator',
  integration: undefined,
  openapi: 'diga',
  document: 'diga',
};

const FORMS: Record<Source, (props: SourceProps) => ReactNode> = {
  zip: ZipSource,
  integration: IntegrationSource,
  openapi: OpenApiSource,
  document: DocumentSource,
};

function possible(target: Target): Source[] {
  return SOURCES.filter((source) => !target || (KINDS[source] ?? target.kind) === target.kind);
}

/**
 * Chooses what a template, or its next version, is made of, and shows what the server says of it.
 * `children` stand below content that is good.
 */
export function ContentChooser({
  target,
  handle,
  children,
}: {
  target: Target;
  handle: ContentHandle;
  children?: ReactNode;
}) {
  const { t } = useTranslation('publish');
  const [source, setSource] = useState<Source>();
  const Form = source ? FORMS[source] : undefined;
  const { phase } = handle.state;
  return (
    <Stack gap={5}>
      {phase === 'ready' ? null : (
        <RadioGroup
          label={t('source.label')}
          options={possible(target).map((id) => ({
            id,
            label: t(`source.${id}.label`),
            note: t(`source.${id}.note`),
          }))}
          value={source ?? null}
          onChange={(next) => {
            setSource(next);
            handle.clear();
          }}
        />
      )}
      <ContentPanel handle={handle} target={target} />
      {/* What was typed stays for the case that it is refused, or that one changes one's mind. */}
      {Form ? (
        <div hidden={phase === 'working' || phase === 'ready'}>
          <Form key={source} target={target} onLoad={handle.load} />
        </div>
      ) : null}
      {phase === 'ready' ? children : null}
    </Stack>
  );
}
