import { Counter, type Registry } from 'prom-client';
import type { Passes } from '../deciding/passes.ts';
import type { Introductions } from '../identity/introductions.ts';

/** Metrics of who calls, read off the proxy's state when somebody asks for them. */
export function registerIdentityMetrics(registry: Registry, { passes, introductions }: { passes: Passes; introductions: Introductions }): void {
  counts('banyan_passes_refused_total', 'Testers’ passes that counted for nothing: `forged` or `expired`.', 'reason', passes.refused);
  counts('banyan_session_answers_total', 'What legacy said of whose a session is: `known`, `anonymous`, or `unknown`, where legacy answered the request itself.', 'answer', introductions.answers);

  function counts(name: string, help: string, label: string, read: Readonly<Record<string, number>>): void {
    const metric = new Counter({
      name,
      help,
      labelNames: [label],
      registers: [],
      collect(this: Counter) {
        this.reset();
        for (const [each, count] of Object.entries(read)) this.labels(each).inc(count);
      },
    });
    registry.registerMetric(metric);
  }
}
