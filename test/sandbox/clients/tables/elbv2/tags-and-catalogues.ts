import type { Row } from '../../row.ts';
import { having } from '../expected.ts';
import { ELB, gone, makeGroup, ownGroup } from './making.ts';

export const tagsAndCatalogues: Readonly<Record<string, Row>> = {
  AddTags: {
    given: ownGroup('add-tags'),
    input: ({ own }) => ({ ResourceArns: [own], Tags: [{ Key: 'team', Value: 'shop' }, { Key: 'empty', Value: '' }] }),
    answer: {},
    afterwards: ['DescribeTags', ({ own }) => ({ ResourceArns: [own] }), { TagDescriptions: [{ Tags: having({ Key: 'team', Value: 'shop' }, { Key: 'empty', Value: '' }) }] }],
    refused: [
      { what: 'a key twice', input: ({ own }) => ({ ResourceArns: [own], Tags: [{ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }] }), code: 'DuplicateTagKeys' },
      { what: 'the fifty-first tag', input: ({ own }) => ({ ResourceArns: [own], Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })) }), code: 'TooManyTags' },
    ],
  },
  DescribeTags: {
    input: ({ balancer, rule }) => ({ ResourceArns: [balancer, rule] }),
    answer: ({ balancer, rule }) => ({ TagDescriptions: [{ ResourceArn: balancer, Tags: [] }, { ResourceArn: rule, Tags: [] }] }),
    refused: [
      { what: 'more than 20 ARNs', input: ({ balancer }) => ({ ResourceArns: Array.from({ length: 21 }, () => balancer) }), code: 'ValidationError' },
      { what: 'what is not there', input: { ResourceArns: [gone('targetgroup/gone')] }, code: 'TargetGroupNotFound' },
    ],
  },
  RemoveTags: {
    given: async (ask, ids) => {
      const own = await makeGroup(ask, ids, 'remove-tags');
      await ask(ELB, 'AddTags', { ResourceArns: [own], Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }] });
      return { own };
    },
    input: ({ own }) => ({ ResourceArns: [own], TagKeys: ['a', 'never there'] }),
    answer: {},
    afterwards: ['DescribeTags', ({ own }) => ({ ResourceArns: [own] }), { TagDescriptions: [{ Tags: [{ Key: 'b', Value: '2' }] }] }],
    refused: [{ what: 'what is not there', input: { ResourceArns: [gone('listener-rule/app/gone/0/0')], TagKeys: ['a'] }, code: 'RuleNotFound' }],
  },
  DescribeAccountLimits: {
    input: {},
    answer: { Limits: having({ Name: 'rules-per-application-load-balancer', Max: '100' }, { Name: 'target-groups-per-action-on-application-load-balancer', Max: '5' }, { Name: 'condition-values-per-alb-rule', Max: '5' }) },
  },
  DescribeSSLPolicies: {
    input: { Names: ['ELBSecurityPolicy-TLS13-1-2-2021-06'] },
    answer: { SslPolicies: [{ Name: 'ELBSecurityPolicy-TLS13-1-2-2021-06', SslProtocols: having('TLSv1.3', 'TLSv1.2') }] },
    refused: [{ what: 'a policy that there is not', input: { Names: ['ELBSecurityPolicy-Nothing'] }, code: 'SSLPolicyNotFound' }],
  },
  DescribeTrustStores: {
    input: {},
    answer: { TrustStores: [] },
    refused: [{ what: 'a trust store that is not there', input: { Names: ['nobody'] }, code: 'TrustStoreNotFound' }],
  },
};
