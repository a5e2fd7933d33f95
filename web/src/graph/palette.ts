import { useMemo, useSyncExternalStore } from 'react';
import type { Model } from '~/api/types';
import { useTheme } from '~/app/theme';
import { modelColour } from '~/parts/badge';

/** The colours of the page as a canvas takes them. */
export type Palette = {
  surface: string;
  ground: string;
  line: string;
  faint: string;
  ink: string;
  muted: string;
  accent: string;
  accentSoft: string;
  warn: string;
  flow: string;
  model: (model: Model) => string;
};

const FORCED: Palette = {
  surface: 'Canvas',
  ground: 'Canvas',
  line: 'CanvasText',
  faint: 'GrayText',
  ink: 'CanvasText',
  muted: 'GrayText',
  accent: 'Highlight',
  accentSoft: 'Canvas',
  warn: 'Highlight',
  flow: 'LinkText',
  model: () => 'CanvasText',
};

function readTokens(): Palette {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string) => tokens.getPropertyValue(name).trim();
  // modelColour gives var(--name).
  const ofModel = (model: Model) => token(modelColour(model).slice(4, -1));
  return {
    surface: token('--surface'),
    ground: token('--sunken'),
    line: token('--line-strong'),
    faint: token('--line'),
    ink: token('--ink'),
    muted: token('--muted'),
    accent: token('--accent'),
    accentSoft: token('--accent-soft'),
    warn: token('--warn'),
    flow: token('--model-flow'),
    model: ofModel,
  };
}

const forced = matchMedia('(forced-colors: active)');

function onForced(listener: () => void) {
  forced.addEventListener('change', listener);
  return () => forced.removeEventListener('change', listener);
}

/** The colours of the theme that is shown; another object once they change. */
export function usePalette(): Palette {
  const theme = useTheme();
  const isForced = useSyncExternalStore(onForced, () => forced.matches);
  // The tokens follow the theme.
  return useMemo(() => (isForced ? FORCED : readTokens()), [theme, isForced]);
}
