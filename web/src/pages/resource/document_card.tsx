import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Document, Place } from '~/api/documents';
import { textOfJson } from '~/api/exact_json';
import { resourceAddress } from '~/parts/address';
import { CodeLines } from '~/parts/code_lines';
import { CopyButton } from '~/parts/copy_button';
import { JsonView, type ReplaceText } from '~/parts/json_view';
import { Card, Stack } from '~/parts/layout';
import { scriptApart } from '~/parts/script_text';
import { connectionQuery } from '../installation/queries';
import { isMasked } from './document';
import type { Target } from './found';
import styles from './resource.module.css';

function OwnConnectionName({ target }: { target: Target }) {
  const { data } = useQuery(connectionQuery(target.id));
  return data?.name || target.name || target.id;
}

/** A resource of the installation that a document refers to. */
function Reference({ installationId, target }: { installationId: string; target: Target }) {
  return (
    <Link to={resourceAddress(installationId, target.id)} title={target.id}>
      <bdi>{target.isOwn ? <OwnConnectionName target={target} /> : target.name || target.id}</bdi>
    </Link>
  );
}

function Stored() {
  const { t } = useTranslation('resource');
  return <span className={styles.stored}>{t('secret.stored')}</span>;
}

function useReplace(place: Place, targets: ReadonlyMap<string, Target>): ReplaceText {
  return useMemo(
    () => (_, value) => {
      if (isMasked(place, value)) return <Stored />;
      const target = value === place.id ? undefined : targets.get(value);
      return target && <Reference installationId={place.installationId} target={target} />;
    },
    [place, targets],
  );
}

/** The document as it is now; of a script its text first. */
export function DocumentCard({
  place,
  document,
  targets,
}: {
  place: Place;
  document: Document;
  targets: ReadonlyMap<string, Target>;
}) {
  const { t } = useTranslation('resource');
  const { rest, code } = useMemo(() => scriptApart(place.model, document), [place.model, document]);
  const replace = useReplace(place, targets);
  return (
    <Stack>
      {code === undefined ? null : (
        <Card title={t('code.title')} actions={<CopyButton text={code} label={t('code.copy')} />}>
          <CodeLines text={code} label={t('code.title')} />
        </Card>
      )}
      <Card
        title={t('document.title')}
        actions={<CopyButton text={textOfJson(rest, 2)} label={t('document.copy')} />}
      >
        <JsonView value={rest} replace={replace} />
      </Card>
    </Stack>
  );
}
