/** A name as it is searched: capitals and accents make no difference. */
export const searchable = (text: string) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();
