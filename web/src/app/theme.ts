import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'system' | 'light' | 'dark';
export const THEME_CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark'];

const KEY = 'imprint.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

let choice = stored();

function apply() {
  const dark = choice === 'dark' || (choice === 'system' && system.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  listeners.forEach((tell) => tell());
}

/** Shows the theme that was chosen before, or the system's, and follows it from then on. */
export function startTheme() {
  system.addEventListener('change', apply);
  apply();
}

export function chooseTheme(next: ThemeChoice) {
  choice = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // where storage is forbidden, the choice lasts as long as the page
  }
  apply();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export const useThemeChoice = () => useSyncExternalStore(subscribe, () => choice);
/** What is shown: never `system`. */
export const useTheme = () =>
  useSyncExternalStore(subscribe, () => document.documentElement.dataset.theme as 'light' | 'dark');
