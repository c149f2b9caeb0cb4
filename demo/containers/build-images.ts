import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PACKAGE, PROXY } from '../images.ts';
import { findContainerEngine, type ImageSource } from './container-engine.ts';

/** An image as the engine has it. */
export interface BuiltImage {
  readonly image: string;
  /** With its base, {@link BASE}. */
  readonly bytes: number;
}

/** What the images of the shop and of the proxy are made from. */
export const BASE = 'node:24-slim';
/** Of images whose name has none: what the shop's task definitions ask for. */
const TAG = '1';
const DEFAULT_DOCKER_HOST = 'unix:///var/run/docker.sock';

/** Builds the image of each folder from its Dockerfile, and the proxy's as users of the package do. `dockerHost` is as in DOCKER_HOST. Returns them with their base, the smallest first. */
export async function buildImages(folders: Readonly<Record<string, { readonly directory: string }>>, dockerHost: string | undefined): Promise<readonly BuiltImage[]> {
  const engine = await findContainerEngine(dockerHost || DEFAULT_DOCKER_HOST);
  const built = await Promise.all(
    Object.entries(folders).map(async ([name, { directory }]) => {
      const image = name.includes(':') ? name : `${name}:${TAG}`;
      await engine.build(image, directory === PROXY ? await packagedProxy() : { context: directory });
      return { image, bytes: await engine.sizeOf(image) };
    }),
  );
  return [{ image: BASE, bytes: await engine.sizeOf(BASE) }, ...built.toSorted((a, b) => a.bytes - b.bytes)];
}

/** The image is made of what is published: in a checkout that is built first. */
async function packagedProxy(): Promise<ImageSource> {
  const build = join(PACKAGE, 'scripts', 'build.mjs');
  if (existsSync(build)) await promisify(execFile)(process.execPath, [build], { cwd: PACKAGE });
  return { context: PACKAGE, dockerfile: join(PACKAGE, 'packaging', 'proxy.Dockerfile') };
}
