import { useSyncExternalStore } from 'react';

// The browser forgets a tab's session storage with the tab, which is all that a sign-in is for.
const PREFIX = 'imprint.';
const KEY = `${PREFIX}token`;

/** `ended`: the server did not take the token any more, in the middle of something. */
type Session = { token: string | null; ended: boolean };

let current: Session = { token: read(), ended: false };
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
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // as in read
  }
  change({ token, ended: false });
}

/** Forgets the token, which the server refuses; what was begun is kept for the next sign-in. */
export function loseSession() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // as in read
  }
  change({ token: null, ended: true });
}

/** Forgets the token and everything else that this tab kept of the session. */
export function endSession() {
  try {
    const kept = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
    kept.forEach((key) => sessionStorage.removeItem(key));
  } catch {
    // as in read
  }
  change({ token: null, ended: false });
}

const sessionEnded = () => current.ended;

/** `sessionToken`, for components. */
export const useSessionToken = () => useSyncExternalStore(subscribe, sessionToken);
/** Whether the last session ended without being asked to. */
export const useSessionEnded = () => useSyncExternalStore(subscribe, sessionEnded);
