/** Aborted by the first Ctrl-C, or SIGTERM, which asks for an orderly end; the second ends at once. */
export function interruptBySignals(process: Pick<NodeJS.Process, 'on'>, end: (status: number) => void): AbortController {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (interrupt.signal.aborted ? end(130) : interrupt.abort()));
  return interrupt;
}
