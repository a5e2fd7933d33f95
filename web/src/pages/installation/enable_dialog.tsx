import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '~/parts/button';
import { Dialog } from '~/parts/dialog';
import { Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { useSettled } from '~/parts/use_settled';
import { NotEnabled } from './enable_flows';
import { NamedResources } from './named_resources';
import type { Flow } from './to_do';
import styles from './to_do.module.css';
import { useEnableFlows } from './use_enable_flows';

const CALM_MS = 1500;

type Enabling = ReturnType<typeof useEnableFlows>;

function Progress({ done, all }: { done: number; all: number }) {
  const { t } = useTranslation('installations');
  const text = t('toDo.enable.progress', { done, count: all });
  // One flow comes behind the other faster than it could be said.
  const said = useSettled(text, CALM_MS);
  return (
    <div className={styles.progress}>
      <p>{text}</p>
      <p role="status" className="visually-hidden">
        {said === text ? said : ''}
      </p>
      <progress value={done} max={all} aria-label={t('toDo.enable.progressLabel')} />
    </div>
  );
}

function Failure({ error }: { error: Error }) {
  const { t } = useTranslation('installations');
  if (!(error instanceof NotEnabled)) return <ErrorNotice error={error} />;
  const { flow, reason } = error;
  return (
    <ErrorNotice title={t('toDo.enable.failed', { name: flow.name || flow.id })} error={reason} />
  );
}

/** The buttons that begin, go on and stop. What was pressed stays where it was, with the focus. */
function Actions({
  enabling,
  isBegun,
  onClose,
}: {
  enabling: Enabling;
  isBegun: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation(['installations', 'common']);
  const { left, isRunning, wasRefused, goOn } = enabling;
  const close = t(`common:actions.${isBegun ? 'close' : 'cancel'}`);
  const begin = t('toDo.enable.action', { count: left.length });
  return (
    <>
      <Button onPress={isRunning ? enabling.stop : onClose}>
        {isRunning ? t('toDo.enable.stop') : close}
      </Button>
      {goOn ? (
        <Button isPending={isRunning} onPress={goOn}>
          {t('toDo.enable.goOn')}
        </Button>
      ) : null}
      <Button look="primary" isPending={isRunning} onPress={enabling.run}>
        {wasRefused ? t('common:actions.retry') : begin}
      </Button>
    </>
  );
}

/** Lists the flows that would be enabled, and enables them, as far as the server lets it. */
export function EnableDialog({
  installationId,
  flows,
  isMoreLeft,
  onClose,
  onDone,
}: {
  installationId: string;
  flows: readonly Flow[];
  /** Credentials or values are still missing. */
  isMoreLeft: boolean;
  onClose: () => void;
  /** Is told how many were enabled. */
  onDone: (count: number) => void;
}) {
  const { t } = useTranslation('installations');
  // Those that it was opened for: the page behind it learns of each that is enabled.
  const [asked] = useState(flows);
  const enabling = useEnableFlows(installationId, asked, onDone);
  const { count: done, left, isRunning, error } = enabling;
  const isBegun = done > 0 || error !== null;
  return (
    <Dialog
      isOpen
      title={t('toDo.enable.title', { count: asked.length })}
      onClose={onClose}
      isBusy={isRunning}
      actions={<Actions enabling={enabling} isBegun={isBegun} onClose={onClose} />}
    >
      <Stack>
        {error && !isRunning ? <Failure error={error} /> : null}
        {isRunning || done > 0 ? <Progress done={done} all={asked.length} /> : null}
        {isMoreLeft && !isBegun ? <Notice tone="warn">{t('toDo.enable.moreLeft')}</Notice> : null}
        <p>{t(isBegun ? 'toDo.enable.left' : 'toDo.enable.lead', { count: left.length })}</p>
        <NamedResources
          label={t('toDo.enable.list')}
          resources={left.map((flow) => ({ ...flow, model: 'Flow' }))}
        />
      </Stack>
    </Dialog>
  );
}
