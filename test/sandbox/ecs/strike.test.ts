import { get } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '../../support/until.ts';
import { addressOf, startEcsFixture, type EcsFixture } from '../support/ecs-fixture.ts';

let fixture: EcsFixture;
beforeAll(async () => {
  fixture = await startEcsFixture();
  await fixture.define({ memory: 150 });
  await fixture.createService();
});
afterAll(() => fixture.close());

/** The service's one task, once it answers. */
async function runningTask() {
  await fixture.steady();
  const [task] = await fixture.tasks();
  await until(() => fetch(`http://${addressOf(task)}:8080/`).catch(() => undefined));
  return { id: task?.taskArn?.split('/').at(-1) ?? '', url: `http://${addressOf(task)}:8080/` };
}

const stopped = (id: string) => until(async () => (await fixture.tasks('STOPPED')).find(({ taskArn, lastStatus }) => taskArn?.endsWith(id) && lastStatus === 'STOPPED'));

test('a task that is made to crash has stopped for what ECS would see, and cannot be struck again', async () => {
  const { id } = await runningTask();
  await fixture.parts.strike(id, 'crash');
  expect(await stopped(id)).toMatchObject({ stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited', containers: [{ exitCode: 137 }] });
  await expect(fixture.parts.strike(id, 'crash')).rejects.toThrow(`Task ${id} cannot be struck: it is STOPPED.`);
});

test('a task that talks garbage runs on for all that ECS sees', async () => {
  const { id, url } = await runningTask();
  await fixture.parts.strike(id, 'garbage');
  const fault = await new Promise<NodeJS.ErrnoException>((resolve) => get(url).on('error', resolve));
  expect(fault.code).toMatch(/^HPE_/);
  expect((await fixture.tasks()).map(({ taskArn, lastStatus }) => [taskArn?.endsWith(id), lastStatus])).toEqual([[true, 'RUNNING']]);
});

test('a task that is not there cannot be struck', async () => {
  await expect(fixture.parts.strike('0123456789abcdef0123456789abcdef', 'hang')).rejects.toThrow('there is none of that id');
});
