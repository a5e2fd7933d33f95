import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { dumpOf } from './place.mjs';

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

/**
 * The files under a data folder whose bytes hold `text`, and "the database" where that is elsewhere
 * and holds it. Throws when there is nothing to look into.
 */
export function filesHolding(folder, text) {
  const files = filesUnder(folder);
  const dump = dumpOf(folder);
  if (files.length === 0 && !dump) throw new Error(`nothing is kept in ${folder}`);
  const found = files.filter((file) => readFileSync(file).includes(text));
  const asBytes = Buffer.from(text).toString('hex'); // how a dump shows a column of bytes
  if (dump.includes(text) || dump.includes(asBytes)) found.push('the database');
  return found;
}
