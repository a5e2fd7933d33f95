import { useSyncExternalStore } from 'react';

// The browser forgets a tab's session storage with the tab, which is all that a sign-in is for.
const KEY = 'imprint.token';

let current: string | null = read();
const listeners = new Set<() => void>();

function read(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // storage may be forbidden; the token then lives as long as the page
  }
}

/** The token that requests are sent with; null while nobody is signed in. */
export function sessionToken(): string | null {
  return current;
}

/** Signs in with a token, or out with null. Whoever shows something of the session is told. */
export function setSessionToken(token: string | null) {
  current = token;
  try {
    if (token === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, token);
  } catch {
    // as in read
  }
  listeners.forEach((tell) => tell());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** `sessionToken`, for components. */
export function useSessionToken(): string | null {
  return useSyncExternalStore(subscribe, sessionToken);
}
