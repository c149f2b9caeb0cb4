import type { Row } from '../../row.ts';
import { arnOf } from '../expected.ts';
import { NOWHERE, ownCluster } from './making.ts';

export const settingsAndTags: Readonly<Record<string, Row>> = {
  PutAccountSetting: {
    input: { name: 'containerInsights', value: 'disabled' },
    answer: { setting: { name: 'containerInsights', value: 'disabled', principalArn: arnOf('iam', '') } },
    refused: [{ what: 'a value that it does not take', input: { name: 'containerInsights', value: 'perhaps' }, code: 'InvalidParameterException' }],
  },
  PutAccountSettingDefault: {
    input: { name: 'containerInsights', value: 'disabled' },
    answer: { setting: { name: 'containerInsights', value: 'disabled' } },
    refused: [{ what: 'a setting that there is not', input: { name: 'nothing', value: 'enabled' }, code: 'InvalidParameterException' }],
  },
  DeleteAccountSetting: {
    input: { name: 'containerInsights' },
    answer: { setting: { name: 'containerInsights' } },
    refused: [{ what: 'a setting that there is not', input: { name: 'nothing' }, code: 'InvalidParameterException' }],
  },
  ListAccountSettings: {
    input: { name: 'serviceLongArnFormat', effectiveSettings: true },
    answer: { settings: [{ name: 'serviceLongArnFormat', value: 'enabled' }] },
    refused: [{ what: 'a setting that there is not', input: { name: 'nothing' }, code: 'InvalidParameterException' }],
  },
  TagResource: {
    given: ownCluster('tagged'),
    input: ({ own }) => ({ resourceArn: own, tags: [{ key: 'team', value: 'shop' }] }),
    answer: {},
    afterwards: ['ListTagsForResource', ({ own }) => ({ resourceArn: own }), { tags: [{ key: 'team', value: 'shop' }] }],
    refused: [{ what: 'what is not there', input: { resourceArn: `${NOWHERE}:cluster/nobody`, tags: [] }, code: 'ResourceNotFoundException' }],
  },
  ListTagsForResource: {
    input: ({ cluster }) => ({ resourceArn: cluster }),
    answer: { tags: [] },
    refused: [{ what: 'what is no ARN', input: { resourceArn: 'nobody' }, code: 'InvalidParameterException' }],
  },
  UntagResource: {
    given: async (ask) => ({ own: await ask('ecs', 'CreateCluster', { clusterName: 'untagged', tags: [{ key: 'a', value: '1' }, { key: 'b', value: '2' }] }, 'cluster.clusterArn') }),
    input: ({ own }) => ({ resourceArn: own, tagKeys: ['a'] }),
    answer: {},
    afterwards: ['ListTagsForResource', ({ own }) => ({ resourceArn: own }), { tags: [{ key: 'b', value: '2' }] }],
    refused: [{ what: 'what is no ARN', input: { resourceArn: 'nobody', tagKeys: [] }, code: 'InvalidParameterException' }],
  },
};
