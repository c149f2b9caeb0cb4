import type { ServiceTable } from '../row.ts';
import { arnOf, like } from './expected.ts';

export const STS: ServiceTable = {
  service: 'sts',
  scene: async () => ({}),
  rows: { GetCallerIdentity: { input: {}, answer: { Account: like(/^\d{12}$/), Arn: arnOf('(iam|sts)', ''), UserId: like(/^AIDA\w+$/) } } },
};
