/** A text as one compares what people type: without case and accents. */
const folded = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();

/** A test whether each word of `typed` is somewhere in a thing's texts; without words, of all. */
export function wordsFinder(typed: string): (...texts: string[]) => boolean {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  return (...texts) => {
    if (words.length === 0) return true;
    const whole = folded(texts.join('\n'));
    return words.every((word) => whole.includes(word));
  };
}
