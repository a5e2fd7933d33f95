import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Every file under `folder`, as paths. */
export function filesUnder(folder) {
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesUnder(full));
    else if (entry.isFile()) found.push(full);
  }
  return found;
}

/** The files under `folder` whose bytes hold `text`. */
export function filesHolding(folder, text) {
  return filesUnder(folder).filter((file) => readFileSync(file).includes(text));
}
