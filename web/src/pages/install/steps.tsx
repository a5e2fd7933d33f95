import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Installation, Plan } from '~/api/types';
import { Button } from '~/parts/button';
import { Row, Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { ChangesNotice } from './changes_notice';
import { ConnectionsStep } from './connections_step';
import type { Choice, Entries } from './entries';
import styles from './install.module.css';
import { InstallBar } from './install_bar';
import { MoreChoices } from './more_choices';
import type { NewConnections } from './new_connection';
import { missingHere, nextStep, STEPS, type StepId, stepOfMore } from './plan_steps';
import { ReviewStep } from './review_step';
import { Step } from './step';
import { stateOf, useSummary } from './summary';
import { useInstall } from './use_install';
import { usePlace, WIZARD } from './use_place';
import { type usePlan, useShift } from './use_plan';
import { ValuesStep } from './values_step';

type Props = {
  template: string;
  plan: Plan;
  asked: ReturnType<typeof usePlan>;
  entries: Entries;
  onChange: (part: Partial<Entries>) => void;
  onChoose: (templateId: string, choice: Choice) => void;
  onVariable: (name: string, text: string) => void;
  onInstalled: (installation: Installation) => void;
};

function Next({ plan, step, onOpen }: { plan: Plan; step: StepId; onOpen: (to: StepId) => void }) {
  const { t } = useTranslation('install');
  const to = nextStep(plan, step);
  return (
    <Row>
      <Button look="primary" onPress={() => onOpen(to)}>
        {t('next', { step: t(`steps.${to}`) })}
      </Button>
    </Row>
  );
}

/** What was typed for new connections is there as long as the wizard is. */
function useNewConnections(template: string, version: number | undefined): NewConnections {
  const [typed] = useState(() => new Map());
  return useMemo(() => ({ template, version, typed }), [template, version, typed]);
}

/** The steps of an install, of which one is open. */
export function Steps(props: Props) {
  const { t } = useTranslation('install');
  const { plan, asked, entries, template } = props;
  const place = usePlace(plan);
  const shift = useShift(plan);
  const installing = useInstall(
    asked.answer,
    (answer, changed) => {
      if (changed) shift.mark(plan);
      asked.take(answer);
    },
    props.onInstalled,
  );
  const missing = missingHere(entries);
  const summaryOf = useSummary(plan, entries);
  const newConnections = useNewConnections(template, plan.version?.number ?? undefined);
  const more = <MoreChoices {...props} reveal={place.reveal} />;
  const content = {
    connections: () => <ConnectionsStep {...props} newConnections={newConnections} />,
    values: () => <ValuesStep {...props} reveal={place.reveal} />,
    review: () => (
      <ReviewStep
        template={template}
        plan={plan}
        entries={entries}
        missing={missing}
        onGoTo={place.goTo}
      >
        <InstallBar
          canInstall={plan.installable && !missing && !shift.before}
          isAsking={asked.isAsking}
          isReady={asked.answer !== undefined}
          hasChanged={shift.before !== null}
          installing={installing}
        />
      </ReviewStep>
    ),
  };
  return (
    <div id={WIZARD} className={styles.wizard}>
      {shift.before ? (
        <ChangesNotice before={shift.before} after={plan} onConfirm={shift.confirm} />
      ) : null}
      {asked.error ? (
        <ErrorNotice title={t('planFailed')} error={asked.error} onRetry={asked.askAgain} />
      ) : null}
      {STEPS.map((id, at) => (
        <Step
          key={id}
          id={id}
          number={at + 1}
          title={t(`steps.${id}`)}
          summary={summaryOf(id)}
          state={stateOf(plan, id)}
          isOpen={place.step === id}
          onOpen={() => place.open(id)}
        >
          <Stack gap={4}>
            {content[id]()}
            {id === stepOfMore(plan.kind) ? more : null}
            {id === 'review' ? null : <Next plan={plan} step={id} onOpen={place.open} />}
          </Stack>
        </Step>
      ))}
      <p className="visually-hidden" role="status">
        {asked.isAsking ? t('asking') : summaryOf('review')}
      </p>
    </div>
  );
}
