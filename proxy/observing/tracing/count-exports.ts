import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Registry } from 'prom-client';
import type { Log } from '../log.ts';
import { counterOf } from '../read-metrics.ts';

/** Counts what becomes of spans, and says so when exporting begins to fail and when it works again: not each time, for a receiver may be down for days. */
export function countExports(exporter: SpanExporter, { registry, log }: { readonly registry: Registry; readonly log: Log }): SpanExporter {
  const spans = { exported: 0, failed: 0 };
  let fails = false;
  counterOf(registry, {
    name: 'banyan_spans_total',
    help: 'Spans `exported` and `failed`; only where an exporter is configured.',
    labels: ['outcome'],
    read(tell) {
      tell(spans.exported, 'exported');
      tell(spans.failed, 'failed');
    },
  });

  return {
    export(batch, done) {
      exporter.export(batch, (result) => {
        const failed = result.error !== undefined;
        spans[failed ? 'failed' : 'exported'] += batch.length;
        if (failed && !fails) log.warn({ error: result.error?.message }, 'spans cannot be exported');
        if (!failed && fails) log.warn({}, 'spans are exported again');
        fails = failed;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush && { forceFlush: () => exporter.forceFlush!() }),
  };
}
