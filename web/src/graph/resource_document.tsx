import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { versionResourceQuery } from '~/api/queries';
import { textOfJson } from '~/api/exact_json';
import type { VersionResource } from '~/api/types';
import { CodeLines } from '~/parts/code_lines';
import { CopyButton } from '~/parts/copy_button';
import { JsonView } from '~/parts/json_view';
import { ErrorNotice } from '~/parts/notice';
import { scriptApart } from '~/parts/script_text';
import { Skeleton } from '~/parts/waiting';
import { referencesByPath } from './document_text';
import type { GraphIndex } from './shape';
import styles from './resource_panel.module.css';

/** Which version the documents are of. */
export type VersionPlace = { templateId: string; number: string };

type Leads = { index: GraphIndex; onFocus: (id: string) => void };

function Code({ text }: { text: string }) {
  const { t } = useTranslation('graph');
  return (
    <section className={styles.part}>
      <div className={styles.partHead}>
        <h3>{t('code')}</h3>
        <CopyButton text={text} label={t('copyCode')} />
      </div>
      <CodeLines text={text} label={t('code')} />
    </section>
  );
}

function Text({ resource, index, onFocus }: { resource: VersionResource } & Leads) {
  const { t } = useTranslation('graph');
  const { rest, code } = useMemo(() => scriptApart(resource.model, resource.document), [resource]);
  const replace = useMemo(() => {
    const references = referencesByPath(resource.references);
    return (path: string, value: string) => {
      const target = references.get(path);
      if (!target || target.templateId !== value || !index.byId.has(value)) return undefined;
      return (
        <button
          type="button"
          className={styles.reference}
          title={value}
          onClick={() => onFocus(value)}
        >
          {target.name}
        </button>
      );
    };
  }, [resource, index, onFocus]);
  return (
    <>
      {code === undefined ? null : <Code text={code} />}
      <section className={styles.part}>
        <div className={styles.partHead}>
          <h3>{t('document')}</h3>
          <CopyButton text={textOfJson(rest, 2)} label={t('copyDocument')} />
        </div>
        <JsonView value={rest} replace={replace} />
      </section>
    </>
  );
}

/** A resource's document as its author wrote it, with its references as ways to go. */
export function ResourceDocument({
  place,
  id,
  ...leads
}: { place: VersionPlace; id: string } & Leads) {
  const { data, error, refetch } = useQuery(
    versionResourceQuery(place.templateId, place.number, id),
  );
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={6} />;
  return <Text resource={data} {...leads} />;
}
