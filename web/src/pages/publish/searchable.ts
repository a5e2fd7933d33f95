import { folded } from '~/pages/installations/filter';

/** A name as it is searched: capitals and accents make no difference. */
export const searchable = (text: string) => folded(text).trim();
