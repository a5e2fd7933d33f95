import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { ApiError } from '~/api/errors';
import type { Installation, PlannedVariable, UpgradePlan } from '~/api/types';
import { versionIn } from '~/parts/address';
import { Focused } from '~/parts/focused';
import { LeaveGuard } from '~/parts/leave_guard';
import { ErrorNotice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import { hasVariables } from '../installation/to_do';
import { ApplyBar } from './apply_bar';
import { nextOpen, sortProblems } from './conflicts';
import { ConflictsSection } from './conflicts_section';
import { HeldSection, InputsSection } from './inputs_section';
import { NewsNotice } from './news_notice';
import { PlanChanges } from './plan_changes';
import { PlanNotes } from './plan_notes';
import { useRefreshVersions, useUpgrade } from './queries';
import type { Done } from './upgrade_result';
import { useHeldVariables } from './use_held_variables';
import { type Upgrading, useUpgradePlan } from './use_upgrade_plan';
import { VersionChoice } from './version_choice';
import { LATEST } from './versions';

/** Does exactly what the plan shows; what is new instead, where the server refuses that. */
function useApply(installation: Installation, upgrading: Upgrading, onDone: (done: Done) => void) {
  const doing = useUpgrade(installation.id, onDone);
  const refresh = useRefreshVersions(installation);
  const refused = (error: Error) => {
    if (!(error instanceof ApiError) || !error.plan) return;
    upgrading.replacePlan(error.plan as UpgradePlan);
    void refresh();
  };
  const apply = (plan: UpgradePlan) => {
    upgrading.forgetNews();
    const body = { ...upgrading.request, fingerprint: plan.fingerprint };
    doing.mutate(body, { onError: refused });
  };
  return { apply, isPending: doing.isPending, error: doing.error };
}

/** Which conflict is to have the focus: a new object for each jump. */
function useJump(upgrading: Upgrading) {
  const [target, setTarget] = useState<{ key: string }>();
  const { plan, decisions, rule } = upgrading;
  const jump = () => {
    const key = nextOpen(plan?.conflicts ?? [], decisions, rule, target?.key);
    if (key !== undefined) setTarget({ key });
  };
  return { target, jump };
}

function PlanView({
  installation,
  upgrading,
  held,
  onDone,
}: {
  installation: Installation;
  upgrading: Upgrading;
  /** Variables of the installed version that can be changed. */
  held: readonly PlannedVariable[];
  onDone: (done: Done) => void;
}) {
  const { t } = useTranslation('upgrade');
  const applying = useApply(installation, upgrading, onDone);
  const { target, jump } = useJump(upgrading);
  const { plan, told } = upgrading;
  if (!plan) return null;
  const problems = sortProblems(plan.problems, plan.conflicts);
  return (
    <>
      {told ? <NewsNotice told={told} /> : null}
      {applying.error && !told ? (
        <Focused>
          <ErrorNotice error={applying.error} title={t('apply.failed')} />
        </Focused>
      ) : null}
      <HeldSection upgrading={upgrading} variables={held} problems={problems} />
      <PlanChanges plan={plan} />
      <PlanNotes plan={plan} problems={problems.others} />
      <InputsSection upgrading={upgrading} plan={plan} problems={problems} />
      <ConflictsSection
        upgrading={upgrading}
        plan={plan}
        problems={problems.conflicts}
        target={target}
      />
      <ApplyBar
        upgrading={upgrading}
        plan={plan}
        isPending={applying.isPending}
        onApply={() => applying.apply(plan)}
        onJump={jump}
      />
    </>
  );
}

/** Where there is nothing newer one may still change the variables. */
const whereItStays = (installation: Installation) =>
  !installation.upgradeAvailable && hasVariables(installation)
    ? (installation.version.number ?? undefined)
    : undefined;

/** Everything that an upgrade needs to be told, and what it would do. */
export function UpgradeForm({
  installation,
  templateId,
  onDone,
}: {
  installation: Installation;
  templateId: string;
  onDone: (done: Done) => void;
}) {
  const { t } = useTranslation('upgrade');
  const [query, setQuery] = useSearchParams();
  const version = versionIn(query) ?? whereItStays(installation);
  const isAsked = version !== undefined || installation.upgradeAvailable;
  const stays = version !== undefined && version === installation.version.number;
  const held = useHeldVariables(installation, templateId, stays);
  const upgrading = useUpgradePlan(installation, version, isAsked, held.variables);
  const choose = (number: number | undefined) => {
    upgrading.forget();
    setQuery(number === undefined ? {} : { version: String(number) }, { replace: true });
  };
  return (
    <>
      <VersionChoice
        installation={installation}
        templateId={templateId}
        chosen={version}
        onChoose={choose}
      />
      {held.error ? <ErrorNotice error={held.error} onRetry={held.retry} /> : null}
      {upgrading.error ? <ErrorNotice error={upgrading.error} onRetry={upgrading.retry} /> : null}
      {isAsked && !upgrading.plan && !upgrading.error ? <Skeleton lines={8} /> : null}
      {isAsked && !upgrading.error && !held.isAsking ? (
        <PlanView
          // What became of one version says nothing of another.
          key={version ?? LATEST}
          installation={installation}
          upgrading={upgrading}
          held={held.variables}
          onDone={onDone}
        />
      ) : null}
      <LeaveGuard
        isOn={upgrading.isBegun}
        title={t('leave.title')}
        text={t('leave.text')}
        confirm={t('leave.confirm')}
      />
    </>
  );
}
