import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Installation } from '~/api/types';
import { LeaveGuard } from '~/parts/leave_guard';
import { ErrorNotice, Notice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import { AUTH_KEY, draftName, dropDraft, lostSecrets, missingSecrets, readDraft } from './draft';
import { type Choice, type Entries, isWorthKeeping, withChoice } from './entries';
import { Steps } from './steps';
import { useDraft } from './use_draft';
import { usePlan } from './use_plan';

type Props = {
  account: string;
  template: string;
  version: number | undefined;
  onInstalled: (installation: Installation) => void;
};

/** What was entered, and the ways to change it, which stay the same functions. */
function useEntries(draft: string) {
  const [entries, setEntries] = useState<Entries>(() => readDraft(draft));
  const change = useCallback(
    (part: Partial<Entries>) => setEntries((was) => ({ ...was, ...part })),
    [],
  );
  const setVariable = useCallback(
    (name: string, text: string) =>
      setEntries((was) => ({ ...was, variables: { ...was.variables, [name]: text } })),
    [],
  );
  return { entries, setEntries, change, setVariable };
}

/** Tells of secrets that were entered before the page was loaded, until they are entered again. */
function LostSecrets({ names }: { names: string[] }) {
  const { t } = useTranslation('install');
  if (names.length === 0) return null;
  const shown = names.map((name) => (name === AUTH_KEY ? t('fields.authKey') : name));
  return (
    <Notice tone="warn" title={t('lostSecrets.title')}>
      {t('lostSecrets.text', { names: shown.join(', ') })}
    </Notice>
  );
}

/** The plan of an install and everything that a person can decide about it. */
export function Wizard({ account, template, version, onInstalled }: Props) {
  const { t } = useTranslation('install');
  const draft = draftName(account, template);
  const { entries, setEntries, change, setVariable } = useEntries(draft);
  const asked = usePlan(template, version, entries);
  const { plan } = asked;
  const [lost] = useState(() => lostSecrets(draft));
  useDraft(draft, entries, plan, lost);
  const choose = useCallback(
    (id: string, choice: Choice) => {
      if (plan) setEntries((was) => withChoice(was, plan, id, choice));
    },
    [plan, setEntries],
  );
  if (!plan) {
    if (asked.error) return <ErrorNotice error={asked.error} onRetry={asked.askAgain} />;
    return <Skeleton lines={8} />;
  }
  return (
    <>
      <LostSecrets names={missingSecrets(lost, entries)} />
      <Steps
        template={template}
        plan={plan}
        asked={asked}
        entries={entries}
        onChange={change}
        onChoose={choose}
        onVariable={setVariable}
        onInstalled={(installation) => {
          dropDraft(draft);
          onInstalled(installation);
        }}
      />
      <LeaveGuard
        isOn={isWorthKeeping(entries)}
        survivesReload
        title={t('leave.title')}
        text={t('leave.text')}
        confirm={t('leave.confirm')}
      />
    </>
  );
}
