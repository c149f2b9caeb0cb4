import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readDockerHost } from '../../../../../sandbox/ecs/runtime/docker/docker-host.ts';
import { openDockerRuntime } from '../../../../../sandbox/ecs/runtime/docker/docker-runtime.ts';

test.each([
  ['unix:///var/run/docker.sock', { socketPath: '/var/run/docker.sock' }],
  ['unix:///tmp/a%20b/docker.sock', { socketPath: '/tmp/a b/docker.sock' }],
  ['tcp://127.0.0.1:2375', { origin: 'http://127.0.0.1:2375' }],
  ['http://localhost:2375', { origin: 'http://localhost:2375' }],
])('%s is where an engine answers', (text, address) => {
  expect(readDockerHost(text)).toEqual(address);
});

test.each(['', 'unix://', 'unix:///', 'ssh://me@there', 'npipe:////./pipe/docker_engine', '/var/run/docker.sock'])('%j is refused with what to write', (text) => {
  expect(() => readDockerHost(text)).toThrow('named as unix:///path/to/docker.sock or tcp://127.0.0.1:2375');
});

const server = createServer((request, response) => {
  response.end(request.url?.startsWith('/v1.41/') ? JSON.stringify(answers.shift()) : '{}');
});
let answers: unknown[] = [];
let dockerHost: string;
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  dockerHost = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

test('without an engine the refusal names the place, the cause and what to do', async () => {
  await expect(openDockerRuntime({ dockerHost: 'unix:///nowhere/docker.sock' })).rejects.toThrow(/No container engine answers at unix:\/\/\/nowhere\/docker\.sock \(.*ENOENT.*\)\. Start Docker or podman.*--runtime process/);
});

test('what is no container engine is refused', async () => {
  answers = ['hello'];
  await expect(openDockerRuntime({ dockerHost })).rejects.toThrow('is no Docker Engine API');
});

test('an engine in a virtual machine is refused: its network is another', async () => {
  answers = [{ KernelVersion: '6.6.0-linuxkit', MemoryLimit: true }];
  await expect(openDockerRuntime({ dockerHost })).rejects.toThrow('runs on another kernel (6.6.0-linuxkit)');
});
