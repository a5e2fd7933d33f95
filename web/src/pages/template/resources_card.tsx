import { ChevronRight } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Template, VersionContents } from '~/api/types';
import { ModelIcon } from '~/parts/badge';
import { SearchField } from '~/parts/field';
import { Card } from '~/parts/layout';
import { LongList } from '~/parts/long_list';
import { type Group, groupsOf } from './contents';
import styles from './overview.module.css';

const ROW = 32;
// Of few resources all are in sight at once.
const FEW = 24;

function ResourceGroup({
  group,
  open,
  onToggle,
  address,
}: {
  group: Group;
  open: boolean;
  onToggle: () => void;
  address: (resourceId: string) => string;
}) {
  const { t } = useTranslation(['template', 'common']);
  const { model, total, resources } = group;
  const found = resources.length === total ? String(total) : `${resources.length}/${total}`;
  const panel = `resources-${model}`;
  return (
    <div className={styles.group}>
      <h3>
        <button
          type="button"
          className={styles.opener}
          aria-expanded={open}
          aria-controls={panel}
          onClick={onToggle}
        >
          <ChevronRight size={16} aria-hidden="true" />
          <ModelIcon model={model} />
          {t(`common:model.${model}`)}
          <span className={styles.number}>{found}</span>
        </button>
      </h3>
      <div id={panel} className={styles.panel} hidden={!open}>
        {open ? (
          <LongList
            label={t(`models.${model}`, { count: 2 })}
            items={resources}
            keyOf={(resource) => resource.templateId}
            estimate={ROW}
          >
            {(resource) => (
              <div className={styles.resource}>
                <Link to={address(resource.templateId)}>{resource.name || t('unnamed')}</Link>
              </div>
            )}
          </LongList>
        ) : null}
      </div>
    </div>
  );
}

/** What an install of the version creates. */
export function ResourcesCard({
  template,
  version,
}: {
  template: Template;
  version: VersionContents;
}) {
  const { t } = useTranslation('template');
  const [text, setText] = useState('');
  const search = useDeferredValue(text);
  const groups = useMemo(() => groupsOf(version.contents, search), [version, search]);
  const found = groups.filter(({ resources }) => resources.length > 0);
  const total = version.contents.length;
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const openAtFirst = total <= FEW || search !== '';
  const toggle = (model: string) => {
    const next = new Set(toggled);
    if (!next.delete(model)) next.add(model);
    setToggled(next);
  };
  const address = (resourceId: string) =>
    `/templates/${template.id}/graph?version=${version.number}&resource=${resourceId}`;
  return (
    <Card title={t('creates')}>
      {total > 8 ? (
        <div className={styles.help}>
          <SearchField label={t('findResource')} value={text} onChange={setText} />
        </div>
      ) : null}
      <p role="status" className={search ? styles.help : 'visually-hidden'}>
        {search
          ? t('found', { count: found.reduce((sum, one) => sum + one.resources.length, 0) })
          : ''}
      </p>
      {found.map((group) => (
        <ResourceGroup
          key={group.model}
          group={group}
          open={toggled.has(group.model) !== openAtFirst}
          onToggle={() => toggle(group.model)}
          address={address}
        />
      ))}
    </Card>
  );
}
