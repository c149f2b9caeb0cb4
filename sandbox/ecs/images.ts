import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A local build that stands for a container image. */
export interface Image {
  readonly directory: string;
  /** What the image itself sets (`ENV`); the container definition wins over it. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Why a container cannot start, in ECS's words. */
export class ContainerFault extends Error {}

/** The image of that reference: looked up as `name:tag`, then as `name`. */
export function findImage(images: Readonly<Record<string, Image>>, reference: string): Image {
  const name = reference.replace(/:[^:/]*$/, '');
  const key = [reference, name].find((candidate) => Object.hasOwn(images, candidate));
  const image = key === undefined ? undefined : images[key];
  if (image === undefined) throw new ContainerFault(`CannotPullContainerError: failed to resolve ref ${reference}: not found`);
  if (!existsSync(image.directory)) throw new ContainerFault(`CannotPullContainerError: the directory of image ${reference} is not there: ${image.directory}`);
  return image;
}

/** What a container runs: program and arguments. The definition's own command, or else the `CMD` of the image's Dockerfile. */
export function startCommand(image: Image, entryPoint: readonly string[] = [], command: readonly string[] | undefined): readonly [string, ...string[]] {
  const words = [...entryPoint, ...(command ?? (entryPoint.length > 0 ? [] : dockerfileCommand(image)))];
  const [program, ...parameters] = words;
  if (program === undefined) throw new ContainerFault('CannotStartContainerError: no command specified');
  return [program === 'node' ? process.execPath : program, ...parameters.map((parameter) => asBuilt(image, parameter))];
}

/** A folder compiled for publishing has `.js` where its Dockerfile says `.ts`. */
function asBuilt({ directory }: Image, parameter: string): string {
  if (!parameter.endsWith('.ts') || existsSync(join(directory, parameter))) return parameter;
  const built = parameter.replace(/\.ts$/, '.js');
  return existsSync(join(directory, built)) ? built : parameter;
}

function dockerfileCommand({ directory }: Image): readonly string[] {
  const path = join(directory, 'Dockerfile');
  if (!existsSync(path)) throw new ContainerFault(`CannotStartContainerError: no command specified: the definition has none, and there is no ${path}`);
  const last = readFileSync(path, 'utf8').match(/^CMD\s+.*$/gm)?.at(-1);
  const words = last === undefined ? [] : parseWords(last.replace(/^CMD\s+/, ''));
  if (words === undefined) throw new ContainerFault(`CannotStartContainerError: CMD in ${path} must have the exec form: CMD ["node", "main.js"]`);
  return words;
}

function parseWords(text: string): readonly string[] | undefined {
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}
