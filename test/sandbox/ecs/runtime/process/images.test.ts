import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findImage, startCommand, workingDirectory } from '../../../../../sandbox/ecs/runtime/process/images.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'image-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const dockerfile = (text: string) => writeFileSync(join(directory, 'Dockerfile'), text);

test('an image is looked up by name and tag, then by name', () => {
  const one = { directory };
  const any = { directory, environment: { ANY: '1' } };
  const images = { 'shop/web:1': one, 'shop/web': any };
  expect(findImage(images, 'shop/web:1')).toBe(one);
  expect(findImage(images, 'shop/web:2')).toBe(any);
  expect(findImage(images, 'shop/web')).toBe(any);
  expect(findImage({ 'registry:5000/web': one }, 'registry:5000/web')).toBe(one);
  for (const unknown of ['shop/api:1', 'constructor', '__proto__', '']) expect(() => findImage(images, unknown)).toThrow('CannotPullContainerError');
  expect(() => findImage({ web: { directory: '/nowhere' } }, 'web')).toThrow('/nowhere');
});

test('the last CMD of the Dockerfile starts it, unless the definition has a command', () => {
  dockerfile('FROM node:24\nCMD ["node", "one.js"]\nCMD ["node", "two.js", "--fast"]\n');
  expect(startCommand({ directory }, undefined, undefined)).toEqual([process.execPath, 'two.js', '--fast']);
  expect(startCommand({ directory }, undefined, ['echo', 'x'])).toEqual(['echo', 'x']);
  expect(startCommand({ directory }, ['node', 'entry.js'], ['x'])).toEqual([process.execPath, 'entry.js', 'x']);
});

test('a folder compiled for publishing is started by its .js', () => {
  writeFileSync(join(directory, 'server.js'), '');
  dockerfile('CMD ["node", "server.ts"]');
  expect(startCommand({ directory }, undefined, undefined)).toEqual([process.execPath, 'server.js']);
  writeFileSync(join(directory, 'server.ts'), '');
  expect(startCommand({ directory }, undefined, undefined)).toEqual([process.execPath, 'server.ts']);
});

test('the image’s entry point takes the definition’s command; an entry point of the definition’s takes no CMD', () => {
  dockerfile('FROM node:24\nENTRYPOINT ["node", \\\n  "run.js"]\nCMD ["slow"]\n');
  expect(startCommand({ directory }, undefined, undefined)).toEqual([process.execPath, 'run.js', 'slow']);
  expect(startCommand({ directory }, undefined, ['fast'])).toEqual([process.execPath, 'run.js', 'fast']);
  expect(startCommand({ directory }, ['/bin/echo'], undefined)).toEqual(['/bin/echo']);
});

test('only the last stage counts, and neither comments nor the command of a HEALTHCHECK', () => {
  dockerfile('FROM node:24 AS build\nCMD ["build"]\n\nFROM node:24\nHEALTHCHECK --interval=10s \\\n  CMD ["probe"]\n# CMD ["old"]\n');
  expect(() => startCommand({ directory }, undefined, undefined)).toThrow('no command specified');
});

test('a working directory is found below the folder that stands for the image’s own', () => {
  dockerfile('FROM node:24\nWORKDIR /srv\nWORKDIR app\n');
  expect(workingDirectory({ directory }, undefined)).toBe(directory);
  expect(workingDirectory({ directory }, '/srv/app/data')).toBe(join(directory, 'data'));
  for (const outside of ['/srv', '/etc', 'data', '/srv/app/../../etc']) expect(() => workingDirectory({ directory }, outside)).toThrow(`working directory ${outside} is outside`);
});

test('a Dockerfile without a command that can be read is a fault with a name', () => {
  dockerfile('CMD node server.js');
  expect(() => startCommand({ directory }, undefined, undefined)).toThrow('must have the exec form');
  dockerfile('FROM node:24');
  expect(() => startCommand({ directory }, undefined, undefined)).toThrow('no command specified');
});
