import { Pencil, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Document, Place } from '~/api/documents';
import type { Installation } from '~/api/types';
import { Badge, ModelName } from '~/parts/badge';
import { Button } from '~/parts/button';
import { PageHead, Row } from '~/parts/layout';
import type { Found } from './found';
import { useTrail } from './trail';
import type { Doing } from './use_doing';

const TONES = {
  installed: 'plain',
  edited: 'warn',
  deleted: 'danger',
  added: 'good',
  own: 'plain',
} as const;

function Lead({ found, isDeleted }: { found: Found; isDeleted: boolean }) {
  const { t } = useTranslation('resource');
  const state = isDeleted ? 'deleted' : found.state;
  return (
    <Row>
      <ModelName model={found.model} />
      <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>
    </Row>
  );
}

// A Diga integration is its installation, and goes with an uninstall.
const mayDelete = ({ kind, model }: Place) => kind === 'integrator' || model === 'Tool';

function Actions({ place, document, doing }: { place: Place; document: Document; doing: Doing }) {
  const { t } = useTranslation('resource');
  return (
    <>
      <Button look="primary" autoFocus={doing.wasEditing} onPress={() => doing.edit(document)}>
        <Pencil size={18} aria-hidden="true" />
        {t('edit.action')}
      </Button>
      {mayDelete(place) ? (
        <Button look="danger" onPress={() => doing.askToDelete(true)}>
          <Trash2 size={18} aria-hidden="true" />
          {t('delete.action')}
        </Button>
      ) : null}
    </>
  );
}

/** What the resource is called and what can be done with it. `document`: as far as it is there. */
export function ResourceHead({
  installation,
  found,
  name,
  isDeleted,
  place,
  document,
  doing,
}: {
  installation: Installation;
  found: Found;
  name: string;
  isDeleted: boolean;
  place: Place;
  document: Document | undefined;
  doing: Doing;
}) {
  const { t } = useTranslation();
  const trail = useTrail(installation);
  return (
    <PageHead
      title={name}
      part={t(`model.${found.model}`)}
      lead={<Lead found={found} isDeleted={isDeleted} />}
      trail={trail}
      actions={
        document && !doing.start ? (
          <Actions place={place} document={document} doing={doing} />
        ) : undefined
      }
    />
  );
}
