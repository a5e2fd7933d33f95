import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Installation } from '~/api/types';
import { EnableDialog } from './enable_dialog';
import { Result } from './result';
import { leftToDo } from './to_do';
import { ToDoCard } from './to_do_card';

/** What is left to do, and what came of doing it. */
export function ToDoSection({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const [isAsked, setAsked] = useState(false);
  const [enabled, setEnabled] = useState<number>();
  const { gone, flows, secrets, unfilled } = leftToDo(installation);
  const isMoreLeft = gone.length + secrets.length + unfilled.length > 0;
  return (
    <>
      {enabled === undefined || isAsked ? null : (
        <Result title={t('toDo.enable.done', { count: enabled })} />
      )}
      <ToDoCard installation={installation} onEnable={() => setAsked(true)} />
      {isAsked ? (
        <EnableDialog
          installationId={installation.id}
          flows={flows}
          isMoreLeft={isMoreLeft}
          onClose={() => setAsked(false)}
          onDone={(count) => {
            setAsked(false);
            setEnabled(count);
          }}
        />
      ) : null}
    </>
  );
}
