import { useSyncExternalStore } from 'react';
import { joinTabs, type OtherTabs } from './other_tabs';

// The browser forgets a tab's session storage with the tab. A new tab is told by those that are
// open, so that the session ends with the last of them.
const PREFIX = 'imprint.';
const KEY = `${PREFIX}token`;

/** The state of a place that one signs out by going to. */
export const SIGN_OUT = { signOut: true };
export const isSignOut = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'signOut' in state && state.signOut === true;

/** `ended`: the server did not take the token any more, in the middle of something. */
type Session = { token: string | null; ended: boolean };

// So long the page waits for an answer, and so long it still takes one.
const ANSWER_MS = 250;
const LATE_MS = 2000;

let current: Session = { token: read(), ended: false };
let others: OtherTabs | undefined;
// Whether this tab, which never had a session, would take another one's.
let isNew = current.token === null;
const listeners = new Set<() => void>();

function read(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // storage may be forbidden; the token then lives as long as the page
  }
}

function change(next: Session) {
  current = next;
  listeners.forEach((tell) => tell());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** The token that requests are sent with; null while nobody is signed in. */
export function sessionToken(): string | null {
  return current.token;
}

/** Takes a token for this tab. */
export function startSession(token: string) {
  isNew = false;
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // as in read
  }
  change({ token, ended: false });
}

/** Forgets the token, which the server refuses; what was begun is kept for the next sign-in. */
export function loseSession() {
  isNew = false;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // as in read
  }
  change({ token: null, ended: true });
}

function forget() {
  try {
    const kept = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
    kept.forEach((key) => sessionStorage.removeItem(key));
  } catch {
    // as in read
  }
  isNew = false;
  change({ token: null, ended: false });
}

/**
 * Forgets the token and everything else that was kept of the session, in all tabs. To sign out,
 * go where `SIGN_OUT` is the state: a page with something that is not saved then asks first.
 */
export function endSession() {
  if (current.token !== null) others?.end(current.token);
  forget();
}

/**
 * Takes the session of a tab that is open already, if there is one. Resolves when it is known, or
 * when none has answered for a moment; a late answer is taken, too.
 */
export function joinSession(): Promise<void> {
  return new Promise((resolve) => {
    others = joinTabs({
      token: sessionToken,
      onToken: (token) => {
        if (isNew && current.token === null) startSession(token);
        resolve();
      },
      onEnd: forget,
    });
    if (!others || current.token !== null) return resolve();
    others.ask();
    setTimeout(resolve, ANSWER_MS);
    setTimeout(() => (isNew = false), LATE_MS);
  });
}

/** Whether the last session ended without being asked to. */
export const isSessionEnded = (): boolean => current.ended;

/** `sessionToken`, for components. */
export const useSessionToken = () => useSyncExternalStore(subscribe, sessionToken);
/** `isSessionEnded`, for components. */
export const useSessionEnded = () => useSyncExternalStore(subscribe, isSessionEnded);
