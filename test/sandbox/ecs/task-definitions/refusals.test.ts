import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DescribeTaskDefinitionCommand, RegisterTaskDefinitionCommand, type ContainerDefinition, type RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { startEcsFixture, taskDefinitionInput, type EcsFixture } from '../../support/ecs-fixture.ts';

let fixture: EcsFixture;
beforeAll(async () => {
  fixture = await startEcsFixture();
});
afterAll(() => fixture.close());

const register = (changes: Partial<RegisterTaskDefinitionCommandInput>) => fixture.ecs.send(new RegisterTaskDefinitionCommand({ ...taskDefinitionInput(), family: 'bad', ...changes }));
const web = (changes: Partial<ContainerDefinition>): Partial<RegisterTaskDefinitionCommandInput> => ({ containerDefinitions: [{ name: 'web', image: 'web', ...changes }] });
const check = { command: ['CMD', 'true'] };
const helper: ContainerDefinition = { name: 'helper', image: 'web', essential: false };
const pair = (first: Partial<ContainerDefinition>, second: Partial<ContainerDefinition> = {}): Partial<RegisterTaskDefinitionCommandInput> => ({ containerDefinitions: [{ name: 'web', image: 'web', ...first }, { ...helper, ...second }] });
const ROLE = 'arn:aws:iam::000000000000:role/execution';

describe('RegisterTaskDefinition refuses', () => {
  test.each<[string, Partial<RegisterTaskDefinitionCommandInput>, RegExp]>([
    ['no container', { containerDefinitions: [] }, /Container list cannot be empty/],
    ['no image', web({ image: undefined }), /image should not be null/],
    ['an interval of health checks under 5 s', web({ healthCheck: { ...check, interval: 4 } }), /interval/],
    ['a timeout of health checks over 60 s', web({ healthCheck: { ...check, timeout: 61 } }), /timeout/],
    ['no retry', web({ healthCheck: { ...check, retries: 0 } }), /retries/],
    ['more than ten retries', web({ healthCheck: { ...check, retries: 11 } }), /retries/],
    ['a start period over 300 s', web({ healthCheck: { ...check, startPeriod: 301 } }), /startPeriod/],
    ['a health check that is neither CMD nor CMD-SHELL', web({ healthCheck: { command: ['curl', 'localhost'] } }), /must start with CMD/],
    ['a stop timeout over 120 s', web({ stopTimeout: 121 }), /stopTimeout/],
    ['a dependency on nobody', web({ dependsOn: [{ containerName: 'ghost', condition: 'START' }] }), /'ghost'.* is not in the task definition/],
    ['a dependency on itself', web({ dependsOn: [{ containerName: 'web', condition: 'START' }] }), /cannot depend on itself/],
    ['HEALTHY without a health check', pair({ dependsOn: [{ containerName: 'helper', condition: 'HEALTHY' }] }), /needs a health check/],
    ['COMPLETE of an essential container', pair({}, { dependsOn: [{ containerName: 'web', condition: 'COMPLETE' }] }), /COMPLETE cannot be set on the essential container/],
    ['a cycle of dependencies', pair({ dependsOn: [{ containerName: 'helper', condition: 'START' }] }, { dependsOn: [{ containerName: 'web', condition: 'START' }] }), /make a cycle: web → helper → web/],
    ['a secret without an execution role', web({ secrets: [{ name: 'A', valueFrom: '/a' }] }), /must also specify a value for 'executionRoleArn'/],
    ['a secret with the name of a variable', { executionRoleArn: ROLE, ...web({ secrets: [{ name: 'A', valueFrom: '/a' }], environment: [{ name: 'A', value: '1' }] }) }, /secret name must be unique .* 'A'/],
    ['a mount of no volume', web({ mountPoints: [{ sourceVolume: 'data', containerPath: '/data' }] }), /Unknown volume 'data'/],
    ['a volume of two kinds', { volumes: [{ name: 'data', efsVolumeConfiguration: { fileSystemId: 'fs-1' }, configuredAtLaunch: true }] }, /one configuration/],
    ['a path of the host on Fargate', { volumes: [{ name: 'data', host: { sourcePath: '/data' } }] }, /does not support a host path/],
    ['a privileged container on Fargate', web({ privileged: true }), /'privileged' is not supported on Fargate/],
    ['a GPU on Fargate', web({ resourceRequirements: [{ type: 'GPU', value: '1' }] }), /do not support GPU/],
    ['a log driver that Fargate has not', web({ logConfiguration: { logDriver: 'syslog' } }), /log driver 'syslog' is not supported/],
    ['awslogs without its options', { executionRoleArn: ROLE, ...web({ logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'g', 'awslogs-region': 'us-east-1' } } }) }, /awslogs-stream-prefix/],
    ['an image of ECR without an execution role', web({ image: '000000000000.dkr.ecr.us-east-1.amazonaws.com/web:1' }), /execution role ARN to support ECR images/],
    ['pidMode host on Fargate', { pidMode: 'host' }, /pidMode 'host'/],
    ['containers that reserve more CPU than the task has', web({ cpu: 512 }), /total cpu of the containers/],
    ['two containers on one port', pair({ portMappings: [{ containerPort: 80 }] }, { portMappings: [{ containerPort: 80 }] }), /cannot use the same port/],
    ['a storage under 21 GiB', { ephemeralStorage: { sizeInGiB: 20 } }, /sizeInGiB/],
    ['a restart period under 60 s', web({ restartPolicy: { enabled: true, restartAttemptPeriod: 59 } }), /restartAttemptPeriod/],
    ['no memory anywhere', { requiresCompatibilities: ['EC2'], memory: undefined, networkMode: 'bridge' }, /At least one of 'memory' or 'memoryReservation'/],
    ['memory that is no more than its reservation', web({ memory: 128, memoryReservation: 128 }), /must be greater than 'memoryReservation'/],
    ['more than 64 KiB', web({ environment: [{ name: 'A', value: 'x'.repeat(66_000) }] }), /Max allowed length is '65536' bytes/],
  ])('%s', async (_what, changes, message) => {
    await expect(register(changes)).rejects.toMatchObject({ name: 'ClientException', message: expect.stringMatching(message) });
    await expect(fixture.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'bad' }))).rejects.toMatchObject({ name: 'ClientException' });
  });
});

test('what AWS takes is taken, and given back with what follows from it', async () => {
  const { taskDefinition } = await register({
    family: 'good',
    executionRoleArn: ROLE,
    volumes: [{ name: 'data' }],
    containerDefinitions: [
      { name: 'web', image: 'web', healthCheck: check, dependsOn: [{ containerName: 'helper', condition: 'SUCCESS' }], mountPoints: [{ sourceVolume: 'data', containerPath: '/data' }], portMappings: [{ containerPort: 80, hostPort: 80, name: 'http', appProtocol: 'http' }] },
      helper,
    ],
  });
  expect(taskDefinition?.containerDefinitions?.[0]?.healthCheck).toEqual({ ...check, interval: 30, timeout: 5, retries: 3 });
  expect(taskDefinition?.requiresAttributes?.map(({ name }) => name)).toEqual(expect.arrayContaining(['ecs.capability.task-eni', 'ecs.capability.container-ordering', 'ecs.capability.container-health-check']));
  expect(taskDefinition?.volumes).toEqual([{ name: 'data' }]);
});
