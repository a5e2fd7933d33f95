import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Template, Version } from '~/api/types';
import { Badge } from '~/parts/badge';
import { Button, LinkButton } from '~/parts/button';
import { CopyButton } from '~/parts/copy_button';
import { Row } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { SignatureMark } from '~/parts/signature';
import { Time } from '~/parts/time';
import { saveFile } from './file_name';
import { fetchVersionFile } from './queries';
import { COMPARE } from './compare_card';
import styles from './versions.module.css';

function DownloadButton({ templateId, number }: { templateId: string; number: number }) {
  const { t } = useTranslation('template');
  const download = useMutation({
    mutationFn: () => fetchVersionFile(templateId, number),
    onSuccess: saveFile,
  });
  return (
    <>
      <Button
        small
        isPending={download.isPending}
        onPress={() => download.mutate()}
        aria-label={t('versions.downloadOne', { number })}
      >
        <Download size={15} aria-hidden="true" />
        {t('versions.download')}
      </Button>
      {download.error ? (
        <div className={styles.failed}>
          <ErrorNotice error={download.error} onRetry={() => download.mutate()} />
        </div>
      ) : null}
    </>
  );
}

const HASH_SHOWN = 12;

function Facts({ version }: { version: Version }) {
  const { t } = useTranslation('template');
  return (
    <div className={styles.facts}>
      <Time at={version.created} />
      <span>{t('versions.resources', { count: version.resources })}</span>
      <span className={styles.hash}>
        <code title={version.hash}>{version.hash.slice(0, HASH_SHOWN)}</code>
        <CopyButton text={version.hash} label={t('versions.copyHash')} />
      </span>
      <SignatureMark signature={version.signature} />
    </div>
  );
}

/** One version in the list of all. `before` is the number of the one before. */
export function VersionRow({
  template,
  version,
  before,
  isLatest,
}: {
  template: Template;
  version: Version;
  before: number | undefined;
  isLatest: boolean;
}) {
  const { t } = useTranslation('template');
  const { number, note, deprecated, current } = version;
  const path = `/templates/${template.id}`;
  return (
    <li className={styles.version}>
      <div className={styles.body}>
        <Row>
          <h3>
            <Link to={isLatest ? path : `${path}?version=${number}`}>
              {t('versionNumber', { number })}
            </Link>
          </h3>
          {current ? <Badge tone="good">{t('versions.current')}</Badge> : null}
          {deprecated ? <Badge tone="warn">{t('isDeprecated')}</Badge> : null}
        </Row>
        {note ? <p className={styles.note}>{note}</p> : null}
        {deprecated ? <p className={styles.reason}>{deprecated.reason}</p> : null}
        <Facts version={version} />
      </div>
      <div className={styles.actions}>
        {before === undefined ? null : (
          <LinkButton
            small
            to={`${path}/versions?from=${before}&to=${number}#${COMPARE}`}
            aria-label={t('versions.compareOne', { from: before, to: number })}
          >
            {t('versions.compare')}
          </LinkButton>
        )}
        <DownloadButton templateId={template.id} number={number} />
      </div>
    </li>
  );
}
