import type { Row } from '../../row.ts';
import { like, text } from '../expected.ts';
import { MAP, ownService, arnOfService } from './making.ts';

export const operationsAndTags: Readonly<Record<string, Row>> = {
  GetOperation: {
    given: async (ask) => ({ operation: await ask(MAP, 'CreateHttpNamespace', { Name: 'operation.http' }, 'OperationId') }),
    input: ({ operation }) => ({ OperationId: operation }),
    answer: ({ operation }) => ({ Operation: { Id: operation, Type: 'CREATE_NAMESPACE', Status: like(/^(SUBMITTED|PENDING|SUCCESS)$/) } }),
    afterwards: ['GetOperation', ({ operation }) => ({ OperationId: operation }), { Operation: { Status: 'SUCCESS', Targets: { NAMESPACE: like(/^ns-\w+$/) } } }],
    refused: [{ what: 'one that is not there', input: { OperationId: 'nobody' }, code: 'OperationNotFound', status: 404 }],
  },
  ListOperations: {
    input: ({ http }) => ({ Filters: [{ Name: 'NAMESPACE_ID', Values: [http] }] }),
    answer: { Operations: [{ Id: text, Status: 'SUCCESS' }] },
    refused: [{ what: 'a filter that there is not', input: { Filters: [{ Name: 'COLOUR', Values: ['red'] }] }, code: 'InvalidInput' }],
  },
  TagResource: {
    given: async (ask, ids) => arnOfService(ask, await ownService('tagged')(ask, ids)),
    input: ({ arn }) => ({ ResourceARN: arn, Tags: [{ Key: 'team', Value: 'shop' }] }),
    answer: {},
    afterwards: ['ListTagsForResource', ({ arn }) => ({ ResourceARN: arn }), { Tags: [{ Key: 'team', Value: 'shop' }] }],
    refused: [{ what: 'what is not there', input: { ResourceARN: 'arn:aws:servicediscovery:us-east-1:000000000000:service/srv-nobody', Tags: [] }, code: 'ResourceNotFoundException', status: 404 }],
  },
  ListTagsForResource: {
    given: async (ask, ids) => arnOfService(ask, await ownService('tagless')(ask, ids)),
    input: ({ arn }) => ({ ResourceARN: arn }),
    answer: { Tags: [] },
    refused: [{ what: 'what is not there', input: { ResourceARN: 'arn:aws:servicediscovery:us-east-1:000000000000:service/srv-nobody' }, code: 'ResourceNotFoundException', status: 404 }],
  },
  UntagResource: {
    given: async (ask, ids) => arnOfService(ask, await ownService('untagged', { Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }] })(ask, ids)),
    input: ({ arn }) => ({ ResourceARN: arn, TagKeys: ['a'] }),
    answer: {},
    afterwards: ['ListTagsForResource', ({ arn }) => ({ ResourceARN: arn }), { Tags: [{ Key: 'b', Value: '2' }] }],
    refused: [{ what: 'what is not there', input: { ResourceARN: 'arn:aws:servicediscovery:us-east-1:000000000000:service/srv-nobody', TagKeys: ['a'] }, code: 'ResourceNotFoundException', status: 404 }],
  },
};
