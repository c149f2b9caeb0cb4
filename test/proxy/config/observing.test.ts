import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../proxy/config/config.ts';

const environment = { LEGACY_URL: 'http://monolith:3000', UNLEASH_URL: 'http://unleash:4242/api', UNLEASH_TOKEN: 'client-token' };
const read = (settings: Record<string, string>) => readConfig({ ...environment, ...settings });

test.each<[string, number]>([['all', 1], ['errors', 0], ['0', 0], ['0.25', 0.25], ['1', 1]])('ACCESS_LOG=%s', (text, share) => {
  expect(read({ ACCESS_LOG: text }).accessLog).toEqual({ share, slowMs: 1_000 });
});

test('metrics in the log, where they are asked for', () => {
  expect(read({}).emf).toBeNull();
  expect(read({ EMF: 'on' }).emf).toEqual({ namespace: 'Banyan/Proxy', periodMs: 60_000 });
  expect(read({ EMF: 'on', EMF_NAMESPACE: 'Shop', EMF_PERIOD_MS: '10000' }).emf).toEqual({ namespace: 'Shop', periodMs: 10_000 });
});

describe('spans, by OpenTelemetry’s own variables', () => {
  const byDefault = { serviceName: 'banyan-proxy', sampler: 'parentbased_always_on', ratio: 1, exportEveryMs: 5_000 };

  test.each<[string, Record<string, string>, object | null]>([
    ['none', {}, null],
    ['an empty one is none', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, null],
    ['an endpoint for all', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, { ...byDefault, url: 'http://collector:4318/v1/traces' }],
    ['with a path', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example/shop/' }, { ...byDefault, url: 'https://otel.example/shop/v1/traces' }],
    ['one for traces, as it is', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/mine' }, { ...byDefault, url: 'http://b/mine' }],
    ['switched off', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_SDK_DISABLED: 'TRUE' }, null],
    ['all of them', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_SERVICE_NAME: 'edge', OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1', OTEL_BSP_SCHEDULE_DELAY: '100', OTEL_LOG_LEVEL: 'debug' }, { url: 'http://a/v1/traces', serviceName: 'edge', sampler: 'parentbased_traceidratio', ratio: 0.1, exportEveryMs: 100 }],
  ])('%s', (_what, settings, tracing) => {
    expect(read(settings).tracing).toEqual(tracing);
  });
});

test.each<[string, Record<string, string>]>([
  ['a part of the log that is no part', { ACCESS_LOG: '1.5' }],
  ['an empty one', { ACCESS_LOG: '' }],
  ['another word', { ACCESS_LOG: 'some' }],
  ['AWS’s own namespace', { EMF_NAMESPACE: 'AWS/ECS' }],
  ['a namespace with a brace', { EMF_NAMESPACE: 'shop{}' }],
  ['a receiver that is no address', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }],
  ['a sampler that there is none of', { OTEL_TRACES_SAMPLER: 'mostly' }],
  ['a ratio beyond all', { OTEL_TRACES_SAMPLER_ARG: '2' }],
])('refused: %s', (_what, settings) => {
  expect(() => read(settings)).toThrow(Object.keys(settings)[0]);
});
