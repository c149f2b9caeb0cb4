import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DeleteAccountSettingCommand, ListAccountSettingsCommand, ListTagsForResourceCommand, PutAccountSettingCommand, TagResourceCommand, type SettingName } from '@aws-sdk/client-ecs';
import { startEcsFixture, type EcsFixture } from '../../support/ecs-fixture.ts';

let fixture: EcsFixture;
beforeAll(async () => {
  fixture = await startEcsFixture();
});
afterAll(() => fixture.close());

const list = async (effectiveSettings: boolean) => (await fixture.ecs.send(new ListAccountSettingsCommand({ name: 'containerInsights', effectiveSettings }))).settings;

test('a setting has its default until it is put, and again once it is deleted', async () => {
  expect(await list(true)).toMatchObject([{ name: 'containerInsights', value: 'disabled' }]);
  expect(await list(false)).toEqual([]);
  await fixture.ecs.send(new PutAccountSettingCommand({ name: 'containerInsights', value: 'enabled' }));
  expect(await list(false)).toMatchObject([{ value: 'enabled' }]);
  await fixture.ecs.send(new DeleteAccountSettingCommand({ name: 'containerInsights' }));
  expect(await list(false)).toEqual([]);
});

test('a setting or a value that there is not is refused', async () => {
  await expect(fixture.ecs.send(new PutAccountSettingCommand({ name: 'color' as SettingName, value: 'blue' }))).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await expect(fixture.ecs.send(new PutAccountSettingCommand({ name: 'containerInsights', value: 'blue' }))).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('tags belong to a resource that is there, named by an ARN', async () => {
  await expect(fixture.ecs.send(new TagResourceCommand({ resourceArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/nowhere', tags: [] }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(fixture.ecs.send(new ListTagsForResourceCommand({ resourceArn: 'shop' }))).rejects.toMatchObject({ name: 'InvalidParameterException' });
});
