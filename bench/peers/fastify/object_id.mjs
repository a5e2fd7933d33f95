import { randomBytes } from 'node:crypto';

const ofProcess = randomBytes(5).toString('hex');
let counter = randomBytes(3).readUIntBE(0, 3);

const hex = (number, digits) => number.toString(16).padStart(digits, '0');

/** `count` fresh ids of 24 hex digits: seconds, a random number of the process, a counter. */
export function newObjectIds(count) {
  const start = hex(Math.floor(Date.now() / 1000), 8) + ofProcess;
  const ids = new Array(count);
  for (let n = 0; n < count; ++n) {
    counter = (counter + 1) & 0xffffff;
    ids[n] = start + hex(counter, 6);
  }
  return ids;
}

export const newObjectId = () => newObjectIds(1)[0];
