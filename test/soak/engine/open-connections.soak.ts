import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import { ListTasksCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { settle, settleBack } from '../../../migrations/engine/drive.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { DRIVE, migrationTo, startSandboxEngine, type SandboxEngine } from '../../migrations/engine/sandbox-engine.ts';
import { CANDIDATE_IMAGE } from '../../migrations/adapters/aws/account.ts';
import { until } from '../../support/until.ts';

const SOCKETS = 6;

let it: SandboxEngine;
beforeAll(async () => {
  it = await startSandboxEngine(migrationTo(CANDIDATE_IMAGE, 2), join(import.meta.dirname, '../../../bench/processes/side'));
}, 60_000);
afterAll(() => it.close(), 30_000);

/** A WebSocket that the load balancer opens to whoever has the group now. */
async function openSocket(): Promise<{ readonly side: unknown; readonly socket: Socket }> {
  const asked = request(`${it.world.url}/api/products/live`, { agent: false, headers: { connection: 'Upgrade', upgrade: 'websocket' } }).end();
  const [answer, socket] = (await once(asked, 'upgrade')) as [IncomingMessage, Socket];
  socket.on('error', () => socket.destroy()).resume();
  return { side: answer.headers['x-side'], socket };
}

async function tasks(): Promise<readonly string[]> {
  const { taskArns = [] } = await it.world.person.ecs.send(new ListTasksCommand({ cluster: it.world.config.aws.cluster, serviceName: 'catalog' }));
  return taskArns;
}

test.each(['deploy', 'start'] as const)('WebSockets that the load balancer opened straight to the candidate stay when the rule goes, and none is left once the roll-back to %s has settled', async (to) => {
  await it.reach('weight:100');
  const opened = await Promise.all(Array.from({ length: SOCKETS }, openSocket));
  expect(opened.map(({ side }) => side)).toEqual(Array.from({ length: SOCKETS }, () => 'candidate'));
  const before = await tasks();
  const { engine, migration } = it;
  await rollBack(engine, migration, to, 'the pager rang');
  // This is what the renewal is for.
  expect(opened.filter(({ socket }) => !socket.destroyed)).toHaveLength(SOCKETS);
  await settleBack(engine, migration, DRIVE);
  await settle(engine, migration, DRIVE);
  await until(() => opened.every(({ socket }) => socket.destroyed) || undefined);
  const after = await tasks();
  expect(after).toHaveLength(to === 'deploy' ? 2 : 0);
  expect(after.filter((task) => before.includes(task))).toEqual([]);
}, 60_000);
