import { useQuery } from '@tanstack/react-query';
import { ArrowUp, History, PackagePlus, PencilLine, Undo2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Installation, Step } from '~/api/types';
import { Button } from '~/parts/button';
import { Card, Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Time } from '~/parts/time';
import { Skeleton } from '~/parts/waiting';
import { InstallationFrame } from './frame';
import { changeOf, newestFirst } from './history';
import styles from './history.module.css';
import { historyQuery } from './queries';
import { Result } from './result';
import { RollbackDialog } from './rollback_dialog';
import { StepVersions } from './step_versions';

const ICONS = { upgrade: ArrowUp, variables: PencilLine, rollback: History, revert: Undo2 };

function Entry({
  icon,
  title,
  details,
  action,
}: {
  icon: ReactNode;
  title: string;
  details: ReactNode;
  action?: ReactNode;
}) {
  return (
    <li className={styles.entry}>
      <span className={styles.icon}>{icon}</span>
      <div className={styles.text}>
        <h3>{title}</h3>
        <p className={styles.details}>{details}</p>
      </div>
      {action}
    </li>
  );
}

function StepEntry({ step, onRollBack }: { step: Step; onRollBack: () => void }) {
  const { t } = useTranslation('installations');
  const change = changeOf(step);
  const Icon = ICONS[change];
  const { number } = step;
  return (
    <Entry
      icon={<Icon size={18} aria-hidden="true" />}
      title={t(`history.change.${change}`, { number })}
      details={
        <>
          <StepVersions step={step} />
          <Time at={step.created} />
          <span>
            {step.token ? (
              <>
                {t('history.byToken')} <code>{step.token}</code>
              </>
            ) : (
              t('history.byCommand')
            )}
          </span>
        </>
      }
      action={
        <Button small onPress={onRollBack} aria-label={t('history.rollBackTo', { number })}>
          {t('history.rollBack')}
        </Button>
      }
    />
  );
}

function Steps({
  installation,
  steps,
  onRollBack,
}: {
  installation: Installation;
  steps: Step[];
  onRollBack: (step: number) => void;
}) {
  const { t } = useTranslation('installations');
  return (
    <Card title={t('history.title')}>
      <ol role="list" className={styles.entries}>
        {newestFirst(steps).map((step) => (
          <StepEntry key={step.number} step={step} onRollBack={() => onRollBack(step.number)} />
        ))}
        <Entry
          icon={<PackagePlus size={18} aria-hidden="true" />}
          title={t('history.installed')}
          details={<Time at={installation.created} />}
        />
      </ol>
      <p className={styles.nothing}>
        {t('history.edits')}{' '}
        <Link to={`/installations/${installation.id}/drift`}>{t('tabs.drift')}</Link>
      </p>
    </Card>
  );
}

function Content({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const { data, error, isPending, refetch } = useQuery(historyQuery(installation.id));
  const [asked, setAsked] = useState<number>();
  const [done, setDone] = useState<{ before: number; step: number }>();
  return (
    <Stack>
      {done ? (
        <Result key={done.step} title={t('rollback.done', { step: done.before })}>
          {t('rollback.doneText', { step: done.step })}
        </Result>
      ) : null}
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {isPending ? <Skeleton lines={6} /> : null}
      {data ? <Steps installation={installation} steps={data} onRollBack={setAsked} /> : null}
      {data && asked !== undefined ? (
        <RollbackDialog
          installation={installation}
          steps={data}
          number={asked}
          onClose={() => setAsked(undefined)}
          onDone={(step) => {
            setAsked(undefined);
            setDone({ before: asked, step });
          }}
        />
      ) : null}
    </Stack>
  );
}

/** What was done to an installation, each of which can be rolled back. */
export default function HistoryPage() {
  return (
    <InstallationFrame>
      {(installation) => <Content key={installation.id} installation={installation} />}
    </InstallationFrame>
  );
}
