import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useId,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '~/parts/leave_guard';

type State = 'typed' | 'sent';
type Report = (id: string, state: State | undefined) => void;

const Reports = createContext<Report>(() => undefined);

/**
 * Asks before the page is left while anything in `children` is typed and nothing is sent. There is
 * one for each page, as the router asks one question alone.
 */
export function AskBeforeLeaving({ children }: { children: ReactNode }) {
  const { t } = useTranslation('publish');
  const [states, setStates] = useState<ReadonlyMap<string, State>>(new Map());
  const report = useCallback<Report>((id, state) => {
    setStates((before) => {
      const next = new Map(before);
      if (state) next.set(id, state);
      else next.delete(id);
      return next;
    });
  }, []);
  const all = [...states.values()];
  return (
    <Reports value={report}>
      {children}
      <LeaveGuard
        isOn={all.includes('typed') && !all.includes('sent')}
        title={t('leave.title')}
        text={t('leave.text')}
        confirm={t('leave.confirm')}
      />
    </Reports>
  );
}

function useReport(state: State | undefined) {
  const id = useId();
  const report = useContext(Reports);
  useEffect(() => {
    if (!state) return undefined;
    report(id, state);
    return () => report(id, undefined);
  }, [id, report, state]);
}

/** Says to the page's `AskBeforeLeaving` that something typed is not saved, while it `isTyped`. */
export const useUnsaved = (isTyped: boolean) => useReport(isTyped ? 'typed' : undefined);

/** Says to it that what was typed is on its way or there, so that leaving loses nothing. */
export const useSent = (isSent: boolean) => useReport(isSent ? 'sent' : undefined);
