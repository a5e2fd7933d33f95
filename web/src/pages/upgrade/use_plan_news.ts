import { useState } from 'react';
import { type News, newsBehind, newsOf, type Shown } from './news';

/** What is otherwise than it was shown. */
export type Told = {
  news: News;
  /** The server did nothing because of it; otherwise it was found before anything was to be done. */
  wasRefused: boolean;
  /** Whether the person was led to it. */
  isSeen: boolean;
};

/**
 * Compares each plan with the one that was shown before. `onNext` is told of each new plan, with
 * what is otherwise in it for reasons that are not the person's own.
 */
export function usePlanNews(
  shown: Shown | undefined,
  onNext: (plan: Shown['plan'], news: News | undefined) => void,
) {
  const [before, setBefore] = useState<Shown>();
  const [told, setTold] = useState<Told>();
  const [refusal, setRefusal] = useState<string>();
  if (shown && shown.plan !== before?.plan) {
    setBefore(shown);
    setRefusal(undefined);
    const wasRefused = shown.plan.fingerprint === refusal;
    const found = before && newsBehind(before, shown);
    const news = before && wasRefused ? (found ?? newsOf(before.plan, shown.plan)) : found;
    if (news) setTold({ news, wasRefused, isSeen: wasRefused });
    onNext(shown.plan, news);
  }
  return {
    told,
    lookAtNews: () => setTold((now) => now && { ...now, isSeen: true }),
    forgetNews: () => setTold(undefined),
    /** The next plan, if it has that fingerprint, is the server's answer to one that did not hold. */
    expectRefusal: setRefusal,
  };
}
