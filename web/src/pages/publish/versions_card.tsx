import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { versionsQuery } from '~/api/queries';
import type { Template, Version } from '~/api/types';
import { Badge } from '~/parts/badge';
import { Button, LinkButton } from '~/parts/button';
import { Card, Row } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { SignatureMark } from '~/parts/signature';
import { Count, Time } from '~/parts/time';
import { Skeleton } from '~/parts/waiting';
import { Refusal } from './refusal';
import { DeprecateDialog, NoteDialog, useVersionChange } from './version_dialogs';
import styles from './publish.module.css';

const MOST = 10;

function Actions({ template, version }: { template: Template; version: Version }) {
  const { t } = useTranslation('publish');
  const [asks, setAsks] = useState<'note' | 'deprecate'>();
  const close = () => setAsks(undefined);
  const undeprecate = useVersionChange(template.id, version, close);
  const props = { templateId: template.id, version, onClose: close };
  const { number, deprecated } = version;
  return (
    <>
      <Row gap={2}>
        <Button
          small
          aria-label={t('versions.editNoteOf', { number })}
          onPress={() => setAsks('note')}
        >
          {t('versions.editNote')}
        </Button>
        {/* One button for both, so that it keeps the focus when the state changes. */}
        <Button
          small
          aria-label={t(deprecated ? 'versions.undeprecateOf' : 'versions.deprecateOf', { number })}
          isPending={undeprecate.isPending}
          onPress={() =>
            deprecated ? undeprecate.mutate({ deprecated: null }) : setAsks('deprecate')
          }
        >
          {t(deprecated ? 'versions.undeprecate' : 'versions.deprecate')}
        </Button>
      </Row>
      {undeprecate.error ? <ErrorNotice error={undeprecate.error} /> : null}
      {asks === 'note' ? <NoteDialog {...props} /> : null}
      {asks === 'deprecate' ? <DeprecateDialog {...props} /> : null}
    </>
  );
}

function OneVersion({ template, version }: { template: Template; version: Version }) {
  const { t } = useTranslation('publish');
  const { number, note, deprecated, created, resources, current } = version;
  return (
    <li className={styles.version}>
      <div className={styles.versionHead}>
        <h3>{t('one.version', { number })}</h3>
        {current ? <Badge tone="accent">{t('versions.current')}</Badge> : null}
        {deprecated ? <Badge tone="warn">{t('versions.deprecated')}</Badge> : null}
        <span className={styles.quiet}>
          <Time at={created} /> · <Count of={resources} />{' '}
          {t('versions.resources', { count: resources })}
        </span>
      </div>
      {note ? (
        <p className={styles.plainText}>{note}</p>
      ) : (
        <p className={styles.quiet}>{t('versions.noNote')}</p>
      )}
      {deprecated ? <p>{t('versions.reason', { reason: deprecated.reason })}</p> : null}
      <SignatureMark signature={version.signature} />
      <Actions template={template} version={version} />
    </li>
  );
}

/** All versions, the newest first. */
export function VersionsCard({ template }: { template: Template }) {
  const { t } = useTranslation('publish');
  const { data, error, refetch } = useQuery(versionsQuery(template.id));
  const [all, setAll] = useState(false);
  if (!error && data?.length === 0) return null;
  const versions = data ? [...data].reverse() : [];
  const shown = all ? versions : versions.slice(0, MOST);
  return (
    <Card
      title={t('versions.title')}
      flush
      actions={
        versions.length > 1 ? (
          <LinkButton small to={`/templates/${template.id}/versions`}>
            {t('versions.compare')}
          </LinkButton>
        ) : undefined
      }
    >
      {error ? (
        <div className={styles.inset}>
          <Refusal error={error} hint={t('problems.upload')} onRetry={() => void refetch()} />
        </div>
      ) : !data ? (
        <div className={styles.inset}>
          <Skeleton lines={4} />
        </div>
      ) : (
        <ul role="list" className={styles.versions}>
          {shown.map((version) => (
            <OneVersion key={version.number} template={template} version={version} />
          ))}
        </ul>
      )}
      {shown.length < versions.length ? (
        <div className={styles.inset}>
          <Button small onPress={() => setAll(true)}>
            {t('showAll', { count: versions.length })}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
