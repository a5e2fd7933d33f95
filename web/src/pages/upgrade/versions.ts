import type { UpgradePlan, Version } from '~/api/types';

/** Names the latest version, whichever that is by then. */
export const LATEST = 'latest';

/** Stands for the installed version, of which the variables are changed. */
export const STAY = 'stay';

type Ends = Pick<UpgradePlan, 'from' | 'to'>;

/** Whether it leads nowhere else. */
export const isStay = ({ from, to }: Ends) => from.hash === to.hash && from.number === to.number;

/** The versions that one can go to from `current`, the newest first. */
export const choices = (versions: readonly Version[], current: number | null): Version[] =>
  versions.filter(({ number }) => number !== current).sort((a, b) => b.number - a.number);

/** The number of the latest version; 0 where there is none. */
export const newestOf = (versions: readonly Version[]): number =>
  Math.max(0, ...versions.map(({ number }) => number));
