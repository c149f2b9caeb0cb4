// The real Unleash on a Postgres in WebAssembly, both in this process. Says `{"url": …}` on a line of its own once it answers, and ends with its standard input.
import { createServer } from 'node:net';
import { once } from 'node:events';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { start } from 'unleash-server';

const [adminToken, clientToken] = process.argv.slice(2);
const host = '127.0.0.1';
const [databasePort, port] = [await freePort(), await freePort()];
const url = `http://${host}:${port}`;
const db = await PGlite.create();
await new PGLiteSocketServer({ db, port: databasePort, host, maxConnections: 2 }).start();
await start({
  // PGlite has one session: two connections would get in each other's way.
  databaseUrl: `postgres://postgres:postgres@${host}:${databasePort}/postgres`,
  db: { ssl: false, pool: { min: 0, max: 1 } },
  server: { host, port, unleashUrl: url, gracefulShutdownEnable: false },
  logLevel: 'error',
  versionCheck: { enable: false },
  telemetry: false,
  authentication: {
    type: 'open-source',
    createAdminUser: true,
    initApiTokens: [
      { environment: '*', projects: ['*'], secret: adminToken, type: 'admin', tokenName: 'admin' },
      { environment: 'production', projects: ['*'], secret: clientToken, type: 'client', tokenName: 'client' },
    ],
  },
});
// Unleash 8.2.0 deals with events later; its database rejects one of a flag that was deleted meanwhile, nobody catches that, and its own handler ends the process.
process.removeAllListeners('unhandledRejection').on('unhandledRejection', (reason) => process.stderr.write(`not caught: ${String(reason)}\n`));
process.stdout.write(`${JSON.stringify({ url })}\n`);
process.stdin.resume().on('end', () => process.exit(0));

async function freePort() {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
