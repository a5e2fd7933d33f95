/**
 * A name in at most `most` lines, each as wide as `fits` allows; what does not fit ends in an
 * ellipsis. Words longer than a line are cut.
 */
export function nameLines(name: string, most: number, fits: (text: string) => boolean): string[] {
  const lines: string[] = [];
  let rest = name.trim();
  while (rest !== '' && lines.length < most) {
    if (fits(rest)) return [...lines, rest];
    const isLast = lines.length === most - 1;
    const line = isLast ? `${longest(rest, (part) => fits(`${part}…`))}…` : wholeWords(rest, fits);
    lines.push(line);
    rest = rest.slice(line.length).trimStart();
  }
  return lines;
}

/** The longest beginning of `text` that fits, one character at least. */
function longest(text: string, fits: (part: string) => boolean) {
  let [low, high] = [1, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(text.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  return text.slice(0, low).trimEnd();
}

function wholeWords(text: string, fits: (part: string) => boolean) {
  const part = longest(text, fits);
  if (text[part.length] === ' ') return part;
  const space = part.lastIndexOf(' ');
  return space > 0 ? part.slice(0, space) : part;
}
