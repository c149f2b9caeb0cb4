import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { createProcessSampler } from '../process-sampler.ts';
import { runningContainer } from '../running-container.ts';
import type { ContainerSpec, RunningContainer, TaskRuntime } from '../runtime.ts';
import { startProcess } from './container-process.ts';
import { findImage, startCommand, workingDirectory, type Image } from './images.ts';
import { createReaper } from './reaper.ts';

/**
 * Containers are processes of this machine, each with a process group of its own; an image is a folder, started as its Dockerfile says.
 * `user` and `cpuUnits` have no effect: a process has the sandbox's user and all CPUs.
 */
export function createProcessRuntime({ images }: { readonly images: Readonly<Record<string, Image>> }): TaskRuntime {
  const reaper = createReaper();
  const sampler = createProcessSampler();
  const running = new Set<RunningContainer>();
  return {
    async start(spec) {
      const image = findImage(images, spec.image);
      const process = await startProcess({
        command: startCommand(image, spec.entryPoint, spec.command),
        directory: workingDirectory(image, spec.workingDirectory),
        environment: environmentOf(image, spec),
        output: spec.log.descriptor,
        reaper,
      });
      const container = runningContainer(process, spec, sampler);
      running.add(container);
      void container.exited.then(() => running.delete(container));
      return container;
    },
    async close() {
      await Promise.all([...running].map((container) => container.stop(Promise.resolve())));
      sampler.close();
      reaper.close();
    },
  };
}

/** What a container engine would give, and no more: nothing of the sandbox's own environment leaks in. */
function environmentOf(image: Image, { environment, address }: ContainerSpec): Readonly<Record<string, string>> {
  return {
    PATH: `${dirname(process.execPath)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    HOME: homedir(),
    ...image.environment,
    ...environment,
    // A container of AWS would listen on all addresses of its own network; here its address is what it has.
    HOST: address,
  };
}
