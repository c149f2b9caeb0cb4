import type { Response } from 'express';
import type { DashboardSource } from '../looking/dashboard-source.ts';
import { asVisible } from './as-visible.ts';

/** What is told to a page: each part under its name, and only where it is another than it was told last. */
type Parts = ReadonlyMap<string, unknown>;

/** A browser that does not read for so long, though there is something for it, is gone. */
const HUNG_MS = 30_000;

/**
 * Keeps one page up to date by server-sent events until it goes away: `hello` with the server's clock and start, then `parts`, JSON of name → value, the whole of a part that has
 * changed. A page that reads slowly is told less often, and never what is old.
 */
export function streamTo(res: Response, source: DashboardSource, group: string | undefined, hello: { readonly now: number; readonly started: number }): void {
  const told = new Map<string, string>();
  let hung: NodeJS.Timeout | undefined;
  res.status(200).set({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
  res.flushHeaders();
  // Whoever was cut off asks again after so long.
  res.write(`retry: 1000\nevent: hello\ndata: ${JSON.stringify(hello)}\n\n`);

  function tell(): void {
    if (hung) return;
    const changed: Record<string, unknown> = {};
    for (const [name, value] of partsOf(source, group)) {
      const text = JSON.stringify(value, asVisible);
      if (told.get(name) === text) continue;
      told.set(name, text);
      changed[name] = value;
    }
    if (Object.keys(changed).length === 0 || res.write(`event: parts\ndata: ${JSON.stringify(changed, asVisible)}\n\n`)) return;
    hung = setTimeout(() => res.destroy(), HUNG_MS);
    res.once('drain', () => {
      clearTimeout(hung);
      hung = undefined;
      tell();
    });
  }

  const unwatch = source.watch(tell);
  res.once('close', () => {
    clearTimeout(hung);
    unwatch();
  });
  if (source.state().look.at !== null) tell();
}

function partsOf(source: DashboardSource, group: string | undefined): Parts {
  const { engine, look, groups } = source.state();
  const detail = group === undefined ? undefined : source.detail(group);
  return new Map<string, unknown>([
    ['engine', engine],
    ['look', look],
    ['order', groups.map(({ group: name }) => name)],
    ...groups.filter(({ group: name }) => group === undefined || name === group).map((each) => [`group ${each.group}`, each] as const),
    ...Object.entries(detail ?? {}).map(([name, value]) => [`detail ${name}`, value] as const),
  ]);
}
