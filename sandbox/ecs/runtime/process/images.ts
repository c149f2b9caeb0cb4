import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ContainerFault, type Argv } from '../runtime.ts';
import { readDockerfile } from './dockerfile.ts';

/** A local build that stands for a container image. */
export interface Image {
  readonly directory: string;
  /** What the image itself sets (`ENV`); the container definition wins over it. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The image of that reference: looked up as `name:tag`, then as `name`. */
export function findImage(images: Readonly<Record<string, Image>>, reference: string): Image {
  const name = reference.replace(/:[^:/]*$/, '');
  const key = [reference, name].find((candidate) => Object.hasOwn(images, candidate));
  const image = key === undefined ? undefined : images[key];
  if (image === undefined) throw new ContainerFault(`CannotPullContainerError: failed to resolve ref ${reference}: not found`);
  if (!existsSync(image.directory)) throw new ContainerFault(`CannotPullContainerError: the directory of image ${reference} is not there: ${image.directory}`);
  return image;
}

/** What a container runs. What the definition leaves open, the image's Dockerfile says (`ENTRYPOINT`, `CMD`); an entry point of the definition's own takes no `CMD`. */
export function startCommand(image: Image, entryPoint: readonly string[] | undefined, command: readonly string[] | undefined): Argv {
  const says = dockerfile(image);
  const before = entryPoint ?? says.words('ENTRYPOINT') ?? [];
  const after = command ?? (entryPoint === undefined ? says.words('CMD') : undefined) ?? [];
  const [program, ...parameters] = [...before, ...after];
  if (program === undefined) throw new ContainerFault(`CannotStartContainerError: no command specified, neither in the definition nor in ${join(image.directory, 'Dockerfile')}`);
  return [program === 'node' ? process.execPath : program, ...parameters.map((parameter) => asBuilt(image, parameter))];
}

/** The image's folder stands for its `WORKDIR`; another directory of the container is found below it. */
export function workingDirectory(image: Image, path: string | undefined): string {
  if (path === undefined) return image.directory;
  const inside = posix.relative(dockerfile(image).workingDirectory, path);
  if (posix.isAbsolute(path) && !inside.startsWith('..')) return join(image.directory, inside);
  throw new ContainerFault(`CannotStartContainerError: the working directory ${path} is outside of what the image's folder stands for; the docker runtime has all of the image`);
}

/** A folder compiled for publishing has `.js` where its Dockerfile says `.ts`. */
function asBuilt({ directory }: Image, parameter: string): string {
  if (!parameter.endsWith('.ts') || existsSync(join(directory, parameter))) return parameter;
  const built = parameter.replace(/\.ts$/, '.js');
  return existsSync(join(directory, built)) ? built : parameter;
}

const dockerfile = ({ directory }: Image) => readDockerfile(join(directory, 'Dockerfile'));
