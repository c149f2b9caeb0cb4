import { createDashboardSource } from '../../dashboard/looking/dashboard-source.ts';
import type { Act, GroupDetail, GroupSummary } from '../../dashboard/state/group-state.ts';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import type { Io } from '../io.ts';
import { paintLine } from '../terminal/lines.ts';
import type { OpenEngine } from '../parts/open-engine.ts';
import { wantsColour } from '../terminal/wants-colour.ts';
import { actOn } from './act-on.ts';
import { pressKey } from './press-key.ts';
import { renderWatch } from './render-watch.ts';
import { openScreen, type Terminal } from './screen.ts';
import { LOOKING, type Mode } from './view.ts';

/** Between two drawings, so that times go on. */
const REDRAW_MS = 500;

/** The full screen: looks again and again, obeys the keys, and gives the terminal back. Only what a person does with a key changes anything. */
export async function watchOnScreen(io: Io, opened: OpenEngine, migration: Migration, terminal: Terminal, seconds: number | undefined): Promise<void> {
  const { engine, together, loaded } = opened;
  const source = createDashboardSource({ engine, together, migrations: [migration], metricPeriodMs: 1_000 * loaded.config.metricPeriodSeconds, engineState: () => ({ kind: 'watching' }) });
  const screen = openScreen(terminal);
  const colour = wantsColour(io);
  const quit = new AbortController();
  let mode: Mode = LOOKING;
  let told = '';
  let acting: Promise<void> = Promise.resolve();

  const draw = () => {
    const { groups: [summary], look } = source.state();
    const detail = source.detail(migration.group.name);
    const { rows, columns } = terminal.size();
    // A line that ends in the last cell leaves the cursor on it, and what is erased behind the cursor is then that cell.
    const size = { rows, columns: columns - 1 };
    const lines = summary && detail && look.at !== null ? renderWatch({ summary, detail, now: io.now(), seenAt: look.at, failed: look.failed, mode, told }, size) : [[`banyan watch  ${migration.group.name}  ${look.failed ?? 'looking …'}`]];
    screen.draw(lines.map((line) => paintLine(line, size.columns, colour)));
  };
  const press = (key: string) => {
    const pressed = pressKey(mode, key, source.state().groups[0]?.can ?? []);
    if (pressed.kind === 'quit') quit.abort();
    else if (pressed.kind === 'mode') mode = pressed.mode;
    else {
      mode = { kind: 'acting', act: pressed.act };
      acting = act(pressed.act, pressed.why);
    }
    draw();
  };
  const act = async (what: Act, why: string) => {
    told = await actOn(io, opened, migration, what, why).catch((error: unknown) => (error instanceof BanyanError ? `${error.code}: ${error.message} → ${error.remedy}` : messageOf(error)));
    mode = LOOKING;
    await source.lookNow();
  };

  const ends = [source.watch(draw), terminal.onKey(press), terminal.onResize(() => (screen.forget(), draw()))];
  const end = seconds === undefined ? Infinity : io.now() + 1_000 * seconds;
  const isOver = () => quit.signal.aborted || io.signal.aborted || io.now() >= end;
  try {
    while (!isOver()) {
      draw();
      await io.sleep(REDRAW_MS);
    }
    // What a person has begun is not left half-done.
    await acting;
  } finally {
    for (const stop of ends) stop();
    screen.end();
    await source.stop();
  }
  io.out(leftAt(source.state().groups[0], source.detail(migration.group.name)));
}

/** What stays on the terminal. */
function leftAt(summary: GroupSummary | undefined, detail: GroupDetail | undefined): string {
  if (!summary || !detail) return 'Nothing was changed.';
  return `${summary.group} stands at ${summary.stop ?? 'nobody knows where'}. What keys did is in its journal (${detail.journal.length} entries).`;
}
