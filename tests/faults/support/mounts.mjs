import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { removeFolder, temporaryFolder } from '../../e2e/support/server.mjs';

const mounted = new Set();
process.on('exit', () => {
  for (const folder of mounted) unmount(folder);
});

const run = (...command) => spawnSync(command[0], command.slice(1), { encoding: 'utf8' });

function unmount(folder) {
  mounted.delete(folder);
  run('umount', '-l', folder);
  removeFolder(folder);
}

/** Where a test cannot have what it needs of this machine: says so, or fails where it must not. */
export function leaveOut(t, reason) {
  assert.ok(!process.env.IMPRINT_REQUIRE_MOUNTS, `IMPRINT_REQUIRE_MOUNTS is set: ${reason}`);
  t.diagnostic(`${t.name}: left out: ${reason}`);
  t.skip(reason);
}

/** An empty file system of that size in memory; null, after leaving the test out, without one. */
export function smallDisk(t, megabytes) {
  const folder = temporaryFolder();
  const made = run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder);
  if (made.status === 0) {
    mounted.add(folder);
    t.after(() => unmount(folder));
    return folder;
  }
  removeFolder(folder);
  leaveOut(t, `no small file system: ${made.error ?? made.stderr.trim()}`);
  return null;
}

/** Fills a file system to its last byte, and takes what becomes free, until `empty` is called. */
export function fill(folder) {
  const file = path.join(folder, 'filler');
  const chunk = Buffer.alloc(256 * 1024);
  const top = () => {
    const descriptor = openSync(file, 'a');
    try {
      for (let size = chunk.length; size >= 512; ) {
        try {
          if (writeSync(descriptor, chunk, 0, size) < size) size >>= 1;
        } catch (error) {
          assert.equal(error.code, 'ENOSPC');
          size >>= 1;
        }
      }
    } finally {
      closeSync(descriptor);
    }
  };
  top();
  const timer = setInterval(top, 20);
  return {
    empty() {
      clearInterval(timer);
      rmSync(file, { force: true });
    },
  };
}

/**
 * Makes all under `folder` unchangeable, for root and for open files too; gives how to undo it.
 * SQLite's -shm file stays as it is: no file system can refuse a write to a mapped page with an
 * error, the kernel can only end the process (SIGBUS).
 */
export function freeze(t, folder) {
  const set = (flag, ...files) => run('chattr', '-R', flag, ...files);
  const probe = path.join(folder, 'probe');
  const thaw = () => {
    set('-i', folder);
    rmSync(probe, { force: true });
  };
  t.after(thaw);
  appendFileSync(probe, 'x');
  set('+i', folder);
  set('-i', path.join(folder, 'imprint.db-shm'));
  try {
    appendFileSync(probe, 'x');
  } catch {
    return thaw;
  }
  thaw();
  leaveOut(t, `no unchangeable files in ${folder}`);
  return null;
}
