import { randomBytes } from 'node:crypto';
import { World } from '../../faults/support/world.mjs';
import { startNginx } from './nginx.mjs';

export const PROCESSES = 3;

/** Processes on one database and bucket, and nginx before them; `bucket` null: a shared folder. */
export async function openCluster(postgres, bucket) {
  const environment = { IMPRINT_DATABASE: postgres.newDatabase() };
  if (bucket) {
    Object.assign(environment, bucket.environment);
    environment.IMPRINT_BLOBS = `s3://${bucket.bucket}/${randomBytes(8).toString('hex')}`;
  }
  const args = ['--trusted-proxy', '127.0.0.1'];
  const world = await World.open({ processes: PROCESSES, environment, args });
  const nginx = await startNginx(world.ports.map((port) => `127.0.0.1:${port}`));
  world.entry = () => nginx.url;
  return {
    world,
    nginx,
    /** The address of each process, past nginx. */
    urls: world.servers.map(({ url }) => url),
    async close() {
      await nginx.stop();
      await world.close();
    },
  };
}
