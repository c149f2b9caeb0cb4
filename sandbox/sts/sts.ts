import type { Service } from '../wire/service.ts';

/** The Security Token Service, as far as telling callers who they are: one user of the account, whatever they sign with. */
export function createSts({ account }: { readonly account: string }): { readonly service: Service } {
  const identity = { UserId: 'AIDASANDBOXSANDBOX000', Account: account, Arn: `arn:aws:iam::${account}:user/sandbox` };
  return { service: { operations: { GetCallerIdentity: () => identity } } };
}
