import { writeSync } from 'node:fs';
import { Duplex, finished } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { StartedContainer } from '../running-container.ts';
import { ContainerFault, OUT_OF_MEMORY, type Argv, type ContainerSpec, type Exit } from '../runtime.ts';
import { createBody } from './create-body.ts';
import { complaintOf, type EngineClient } from './engine-client.ts';
import type { EngineInfo } from './engine-info.ts';
import { readFrames } from './output-frames.ts';

const created = z.object({ Id: z.string() });
const inspected = z.object({ State: z.object({ Pid: z.number(), ExitCode: z.number(), OOMKilled: z.boolean().default(false) }) });
const execInspected = z.object({ Running: z.boolean(), ExitCode: z.number().nullable() });

/** The engine's connection has all that a container printed soon after its end. */
const LAST_WORDS_MS = 1_000;

/** Makes and starts a container. The engine has nothing left of it when it has `exited`, nor where it cannot start, which rejects with a {@link ContainerFault}. */
export async function startEngineContainer(engine: EngineClient, info: EngineInfo, spec: ContainerSpec, owner: string): Promise<StartedContainer> {
  const made = await engine.call('POST', `/containers/create?name=ecs-${spec.taskId}-${spec.name}`, { body: createBody(spec, info, owner) });
  if (!made.ok) throw new ContainerFault(`CannotCreateContainerError: ${complaintOf(made)}`);
  const path = `/containers/${created.parse(made.body).Id}`;
  const remove = async () => void (await engine.call('DELETE', `${path}?force=1&v=1`).catch(() => undefined));
  try {
    const output = await engine.hijack(`${path}/attach?stream=1&stdout=1&stderr=1`).catch(noConnection);
    const printed = followOutput(output, spec.log.descriptor);
    const started = await engine.call('POST', `${path}/start`);
    if (!started.ok) throw new ContainerFault(`CannotStartContainerError: ${complaintOf(started)}`);
    const { Pid: pid } = await stateOf(engine, path);
    const exited = waitForExit(engine, path).then(async (exit) => {
      await Promise.race([printed, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
      output.destroy();
      await remove();
      return exit;
    });
    return { pid, exited, ...signalsOf(engine, path), exec: (command, timeoutMs) => execute(engine, path, command, timeoutMs) };
  } catch (error) {
    await remove();
    throw error;
  }
}

function signalsOf(engine: EngineClient, path: string): Pick<StartedContainer, 'terminate' | 'freeze' | 'kill'> {
  /** False where the container has ended, or with it the engine. */
  const ask = (action: string) => engine.call('POST', `${path}/${action}`).then(({ ok }) => ok, () => false);
  return {
    terminate: async () => void (await ask('kill?signal=SIGTERM')),
    // An engine without control groups cannot pause; then at least the first process stands still.
    freeze: async () => void ((await ask('pause')) || (await ask('kill?signal=SIGSTOP'))),
    // Some engines kill nothing that is paused.
    kill: async () => void ((await ask('kill?signal=SIGKILL')) || ((await ask('unpause')) && (await ask('kill?signal=SIGKILL')))),
  };
}

async function stateOf(engine: EngineClient, path: string): Promise<z.output<typeof inspected>['State']> {
  return inspected.parse((await engine.call('GET', `${path}/json`)).body).State;
}

async function waitForExit(engine: EngineClient, path: string): Promise<Exit> {
  try {
    await engine.call('POST', `${path}/wait?condition=not-running`, { signal: null });
    const { ExitCode, OOMKilled } = await stateOf(engine, path);
    return OOMKilled ? OUT_OF_MEMORY : { code: ExitCode, reason: undefined };
  } catch (error) {
    return { code: 137, reason: `DockerStateError: the container engine no longer answers: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Podman refuses to be attached to what it cannot start; the start then says why. */
function noConnection(): Duplex {
  return Duplex.from([]);
}

/** Settles when the container has said its last. */
function followOutput(output: Duplex, descriptor: number): Promise<void> {
  output.on('data', readFrames((printed) => keep(descriptor, printed)));
  return new Promise((resolve) => finished(output, { writable: false }, () => resolve()));
}

function keep(descriptor: number, printed: Buffer): void {
  try {
    writeSync(descriptor, printed);
  } catch {
    // A full disk costs a task its log and not the sandbox its life.
  }
}

/** The call that starts the program lasts as long as its output. One that takes too long is left to end by itself: the engine has no call that ends it. */
async function execute(engine: EngineClient, path: string, command: Argv, timeoutMs: number): Promise<boolean> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const made = await engine.call('POST', `${path}/exec`, { body: { Cmd: command, AttachStdout: true, AttachStderr: true }, signal });
    const exec = `/exec/${created.parse(made.body).Id}`;
    const { ok } = await engine.call('POST', `${exec}/start`, { body: { Detach: false }, signal });
    const ended = execInspected.parse((await engine.call('GET', `${exec}/json`, { signal })).body);
    return ok && !ended.Running && ended.ExitCode === 0;
  } catch {
    // Late, or the container has ended meanwhile.
    return false;
  }
}
