type Message = { kind: 'ask' } | { kind: 'have'; token: string } | { kind: 'end'; token: string };

/** What a tab says of its session to the page's other tabs, and is told by them. */
export type OtherTabs = {
  /** Asks for a token; those that have one tell it to `onToken`. */
  ask: () => void;
  /** Makes those that have this token forget it, too. */
  end: (token: string) => void;
};

export type Mine = {
  /** What this tab tells who asks. */
  token: () => string | null;
  onToken: (token: string) => void;
  /** Another tab signed out of the token that this one has. */
  onEnd: () => void;
};

const CHANNEL = 'imprint.session';

/** The message in what came; undefined for anything else. */
export function messageOf(data: unknown): Message | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { kind, token } = data as { kind?: unknown; token?: unknown };
  if (kind === 'ask') return { kind };
  const isKnown = kind === 'have' || kind === 'end';
  return isKnown && typeof token === 'string' ? { kind, token } : undefined;
}

/**
 * Joins this page's tabs in the same browser, which nobody else hears. Undefined where the browser
 * does not know how.
 */
export function joinTabs({ token, onToken, onEnd }: Mine): OtherTabs | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined;
  const channel = new BroadcastChannel(CHANNEL);
  const send = (message: Message) => channel.postMessage(message);
  channel.onmessage = ({ data }) => {
    const message = messageOf(data);
    const mine = token();
    if (message?.kind === 'ask' && mine !== null) send({ kind: 'have', token: mine });
    if (message?.kind === 'have') onToken(message.token);
    if (message?.kind === 'end' && message.token === mine) onEnd();
  };
  return { ask: () => send({ kind: 'ask' }), end: (ended) => send({ kind: 'end', token: ended }) };
}
