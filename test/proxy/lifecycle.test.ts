import { describe, expect, test } from '@jest/globals';
import { Agent, type ServerResponse } from 'node:http';
import { ask } from './support/client.ts';
import { onCleanup } from './support/cleanup.ts';
import { startProxyProcess } from './support/proxy-process.ts';
import { startUpstream } from './support/upstream.ts';
import { until } from './support/until.ts';

async function legacyThatHolds() {
  const held: ServerResponse[] = [];
  const legacy = await startUpstream((req, res) => (req.url === '/slow' ? void held.push(res) : res.end('ok')));
  return { legacy, held };
}

const healthOf = async (port: number) => (await ask(port, '/banyan/healthz')).status;

describe.each([
  ['an exception that nobody caught', 'SIGUSR2', 'thrown'],
  ['a rejection that nobody handled', 'SIGWINCH', 'rejected'],
] as const)('%s', (_what, signal, message) => {
  test('takes no other request with it: those under way and new ones are served while the load balancer is told; then the process ends, and says why', async () => {
    const { legacy, held } = await legacyThatHolds();
    const proxy = await startProxyProcess(legacy.url, { FAULT_DRAIN_MS: '700' });
    const slow = ask(proxy.port, '/slow');
    await until('the slow request', () => held.length === 1);

    proxy.child.kill(signal);
    await until('it to be unready', async () => (await healthOf(proxy.port)) === 503);
    expect((await ask(proxy.port, '/new')).body).toBe('ok');
    proxy.child.kill(signal);
    expect((await ask(proxy.port, '/newer')).body).toBe('ok');
    held[0]!.end('late');
    expect((await slow).body).toBe('late');
    expect(await proxy.exit).toBe(3);
    const fatal = proxy.output.out.split('\n').filter((line) => line.includes('"level":60'));
    expect(fatal).toHaveLength(2);
    expect(fatal[0]).toContain(message);
  });
});

test('told to stop after a fault it does not drain for as long', async () => {
  const { legacy } = await legacyThatHolds();
  const proxy = await startProxyProcess(legacy.url, { FAULT_DRAIN_MS: '600000' });
  proxy.child.kill('SIGUSR2');
  await until('it to be unready', async () => (await healthOf(proxy.port)) === 503);
  proxy.child.kill('SIGTERM');
  expect(await proxy.exit).toBe(3);
});

test('a caller that goes on until the load balancer has heard loses nothing in a stop', async () => {
  const { legacy } = await legacyThatHolds();
  const proxy = await startProxyProcess(legacy.url, { DRAIN_MS: '2000' });
  const agent = new Agent({ keepAlive: true });
  onCleanup(() => agent.destroy());
  const answers: string[] = [];
  const callersGo = { on: true };
  const callers = Array.from({ length: 4 }, async () => {
    while (callersGo.on) answers.push((await ask(proxy.port, '/x', { agent })).body);
  });
  await until('some answers', () => answers.length > 50);
  proxy.child.kill('SIGTERM');
  // As a load balancer does, that looks now and then.
  await until('the health check to fail', async () => (await healthOf(proxy.port)) === 503);
  const before = answers.length;
  await until('more answers', () => answers.length > before + 20);
  callersGo.on = false;
  await Promise.all(callers);
  expect(new Set(answers)).toEqual(new Set(['ok']));
  expect(await proxy.exit).toBe(0);
});

test('a request that never ends is cut off at the bound', async () => {
  const { legacy, held } = await legacyThatHolds();
  const proxy = await startProxyProcess(legacy.url, { STOP_TIMEOUT_MS: '200' });
  const slow = ask(proxy.port, '/slow').catch(() => 'cut off');
  await until('the slow request', () => held.length === 1);
  proxy.child.kill('SIGTERM');
  expect(await slow).toBe('cut off');
  expect(await proxy.exit).toBe(0);
});
