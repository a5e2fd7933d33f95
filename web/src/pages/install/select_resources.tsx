import { useQuery } from '@tanstack/react-query';
import { memo, useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { versionQuery } from '~/api/queries';
import type { Plan, VersionContents } from '~/api/types';
import { Badge, ModelIcon } from '~/parts/badge';
import { RadioGroup } from '~/parts/choice';
import { Checkbox, SearchField } from '~/parts/field';
import { Stack } from '~/parts/layout';
import { LongList } from '~/parts/long_list';
import { ErrorNotice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import { wordsFinder } from '~/parts/words';
import type { Entries } from './entries';
import styles from './install.module.css';

type Content = VersionContents['contents'][number];
type Props = {
  template: string;
  plan: Plan;
  entries: Entries;
  onChange: (part: Partial<Entries>) => void;
};

/** Names of the resources that need each one that was not chosen itself. */
function neededByOf(plan: Plan, contents: readonly Content[]): Map<string, string[]> {
  const names = new Map(contents.map(({ templateId, name }) => [templateId, name]));
  return new Map(
    plan.resources.flatMap(({ templateId, neededBy }) =>
      neededBy ? [[templateId, neededBy.map((id) => names.get(id) ?? id)] as const] : [],
    ),
  );
}

const Choosable = memo(function Choosable({
  content,
  isChosen,
  neededBy,
  onToggle,
}: {
  content: Content;
  isChosen: boolean;
  neededBy: string | undefined;
  onToggle: (id: string, chosen: boolean) => void;
}) {
  const { t } = useTranslation('install');
  return (
    <div className={styles.choosable}>
      <Checkbox
        isSelected={isChosen}
        onChange={(chosen) => onToggle(content.templateId, chosen)}
        aria-label={`${t(`common:model.${content.model}`)} ${content.name}`}
      >
        <span className={styles.resource}>
          <ModelIcon model={content.model} size={16} />
          {content.name}
        </span>
      </Checkbox>
      {!isChosen && neededBy !== undefined ? (
        <Badge tone="accent">
          {neededBy ? t('more.neededBy', { names: neededBy }) : t('more.needed')}
        </Badge>
      ) : null}
    </div>
  );
});

function Contents({ plan, entries, onChange, template }: Props) {
  const { t } = useTranslation('install');
  const [words, setWords] = useState('');
  const wanted = useDeferredValue(words);
  const number = plan.version?.number;
  const version = useQuery(versionQuery(template, number ? String(number) : 'latest'));
  const chosen = useMemo(() => new Set(entries.select), [entries.select]);
  const contents = useMemo(
    () => (version.data?.contents ?? []).filter(({ model }) => model !== 'Integration'),
    [version.data],
  );
  const found = useMemo(() => {
    const isFound = wordsFinder(wanted);
    return contents.filter(({ name }) => isFound(name));
  }, [contents, wanted]);
  const needed = useMemo(
    () => neededByOf(plan, version.data?.contents ?? []),
    [plan, version.data],
  );
  const toggle = useCallback(
    (id: string, isChosen: boolean) => {
      const others = [...chosen].filter((each) => each !== id);
      onChange({ select: isChosen ? [...others, id] : others });
    },
    [chosen, onChange],
  );
  if (version.error) return <ErrorNotice error={version.error} />;
  if (!version.data) return <Skeleton />;
  return (
    <Stack gap={2}>
      <SearchField label={t('more.searchResources')} value={words} onChange={setWords} />
      <p className={styles.quiet} role="status">
        {t('more.chosen', { count: chosen.size, total: plan.resources.length })}
      </p>
      <LongList
        label={t('more.resources')}
        items={found}
        keyOf={({ templateId }) => templateId}
        estimate={36}
      >
        {(content) => (
          <Choosable
            content={content}
            isChosen={chosen.has(content.templateId)}
            neededBy={needed.get(content.templateId)?.slice(0, 2).join(', ')}
            onToggle={toggle}
          />
        )}
      </LongList>
    </Stack>
  );
}

/** Everything, or only chosen resources with what these need. */
export function SelectResources(props: Props) {
  const { t } = useTranslation('install');
  const { plan, entries, onChange } = props;
  const fault =
    entries.select?.length === 0
      ? t('more.chooseOne')
      : plan.problems.find(({ field }) => field?.startsWith('select'))?.message;
  return (
    <Stack gap={3}>
      <RadioGroup
        label={t('fields.select')}
        options={[
          { id: 'all', label: t('more.selectAll') },
          { id: 'some', label: t('more.selectSome'), note: t('more.selectSomeHelp') },
        ]}
        value={entries.select === null ? 'all' : 'some'}
        onChange={(to) => onChange({ select: to === 'all' ? null : (entries.select ?? []) })}
      />
      {entries.select !== null && fault ? <p className={styles.fault}>{fault}</p> : null}
      {entries.select !== null ? <Contents {...props} /> : null}
    </Stack>
  );
}
