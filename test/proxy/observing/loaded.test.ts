import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onCleanup } from '../support/cleanup.ts';
import { ask } from '../support/client.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { COMPILED } from '../../support/inherited.ts';
import { until as patiently } from '../../support/until.ts';
import { until } from '../support/until.ts';
import { refusingUrl, startUpstream } from '../support/upstream.ts';

/** Says on standard error which package is looked for. */
const SPY = `data:text/javascript,${encodeURIComponent(`import { registerHooks } from 'node:module'; registerHooks({ resolve(name, context, next) { if (name.startsWith('@opentelemetry/')) process.stderr.write('loads ' + name + '\\n'); return next(name, context); } });`)}`;

/** A proxy as its task runs it. */
async function start(environment: Record<string, string>) {
  const legacy = await startUpstream((_req, res) => res.end('ok'));
  const child = spawn(process.execPath, ['--import', SPY, 'main.ts'], {
    cwd: fileURLToPath(new URL('../../../proxy/', import.meta.url)),
    env: { PORT: '0', HOST: '127.0.0.1', ADMIN_PORT: '0', LEGACY_URL: legacy.url, UNLEASH_URL: await refusingUrl(), UNLEASH_TOKEN: 'client-token', DRAIN_MS: '0', ...COMPILED, ...environment },
  });
  onCleanup(() => child.kill('SIGKILL'));
  const output = { out: '', err: '' };
  child.stdout.on('data', (data) => (output.out += String(data)));
  child.stderr.on('data', (data) => (output.err += String(data)));
  const ready = await patiently(() => output.out.split('\n').find((line) => line.includes('the proxy is ready')), 20_000);
  const ports = JSON.parse(ready) as { port: number; adminPort: number };
  return { child, output, ...ports };
}

/** The interface alone prom-client brings along. */
const SDK = /loads @opentelemetry\/(?!api\b)/;

describe('OpenTelemetry', () => {
  test('is not loaded where no receiver is configured', async () => {
    const { output, port } = await start({});
    expect((await ask(port, '/cart')).body).toBe('ok');
    expect(output.err).not.toMatch(SDK);
  });

  test('is where one is, and goes by the standard variables', async () => {
    const receiver = await startOtlpReceiver();
    const { output, port } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url.replace('/v1/traces', ''), OTEL_SERVICE_NAME: 'edge', OTEL_BSP_SCHEDULE_DELAY: '10' });
    await ask(port, '/cart');
    await until('the spans', () => receiver.spans.length === 2);
    expect(receiver.spans.map(({ service }) => service)).toEqual(['edge', 'edge']);
    expect(output.err).toMatch(SDK);
  });
});

test('a proxy whose log nobody reads any more serves on, says so in its metrics, and ends well', async () => {
  const { child, port, adminPort } = await start({});
  child.stdout.destroy();
  await until('lines to be lost', async () => {
    for (let i = 0; i < 20; i++) expect((await ask(port, `/${'x'.repeat(400)}`)).status).toBe(200);
    return !/^banyan_log_lines_dropped_total 0$/m.test((await ask(adminPort, '/metrics')).body);
  });
  expect((await ask(port, '/cart')).body).toBe('ok');
  child.kill('SIGTERM');
  await until('its end', () => child.exitCode === 0);
});
