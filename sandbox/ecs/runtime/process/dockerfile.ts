import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { ContainerFault } from '../runtime.ts';

/** What the last stage of a Dockerfile says about starting its image. */
export interface Dockerfile {
  /** Program and arguments, in the exec form. The shell form is refused: the shell would be the container's first process and keep its signals. */
  words(instruction: 'ENTRYPOINT' | 'CMD'): readonly string[] | undefined;
  readonly workingDirectory: string;
}

/** A Dockerfile that is not there says nothing. */
export function readDockerfile(path: string): Dockerfile {
  const instructions = existsSync(path) ? instructionsOf(readFileSync(path, 'utf8')) : [];
  const stage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM') + 1);
  return {
    words: (instruction) => execForm(stage.findLast(({ name }) => name === instruction), path),
    workingDirectory: posix.resolve('/', ...stage.filter(({ name }) => name === 'WORKDIR').map(({ value }) => value)),
  };
}

interface Instruction {
  readonly name: string;
  readonly value: string;
}

function instructionsOf(text: string): readonly Instruction[] {
  const lines = text.replaceAll(/^\s*#.*\n?/gm, '').replaceAll(/\\\s*\n/g, ' ').split('\n');
  return lines.flatMap((line) => {
    const [, name, value] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [{ name: name.toUpperCase(), value: value.trim() }];
  });
}

function execForm(instruction: Instruction | undefined, path: string): readonly string[] | undefined {
  if (instruction === undefined) return undefined;
  const { name, value } = instruction;
  const words = parseWords(value);
  if (words === undefined) throw new ContainerFault(`CannotStartContainerError: ${name} in ${path} must have the exec form: ${name} ["node", "main.js"]`);
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
