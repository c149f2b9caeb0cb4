import { DescribeAccountLimitsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Config } from '../../../../domain/config.ts';
import { BanyanError } from '../../../../domain/errors.ts';
import type { Migration } from '../../../../domain/migration.ts';
import { needsOf, roomFor, type Standing } from '../../../capacity/capacity.ts';
import type { Clock } from '../../../ports/clock.ts';
import { ask, finding, group, type Finding } from '../../../verify/finding.ts';
import type { Account } from '../../../policy/iam-policy.ts';
import { createAwsClients, type AwsClients } from '../clients.ts';
import { verifyPermissions } from './permissions.ts';
import { readAccount } from './read-account.ts';
import { readStanding } from './read-standing.ts';
import { verifySurroundings } from './surroundings.ts';

/** What of AWS is as Banyan needs it. Changes nothing. */
export function verifyAws(config: Config, migrations: readonly Migration[], clock: Clock): Promise<readonly Finding[]> {
  return withClients(config, clock, async (clients) => {
    const credentials = await ask('credentials', async () => {
      const { accessKeyId } = await clients.elb.config.credentials();
      return `a key that ends in ${accessKeyId.slice(-4)}`;
    });
    if (credentials.state === 'ng') return [credentials, ...['permissions', 'surroundings', 'quotas'].map((about) => finding(about, 'skip', 'there are no credentials'))];
    const silent = await unreachable(clients);
    if (silent) return [credentials, silent, ...['permissions', 'surroundings', 'quotas'].map((about) => finding(about, 'skip', 'AWS cannot be reached'))];
    return [
      credentials,
      group('permissions', await verifyPermissions(clients, config, clock.now())),
      group('surroundings', await verifySurroundings(clients, config)),
      await ask('quotas', async () => group('quotas', roomFor(needsOf(migrations), await readStanding(clients.elb, config)))),
    ];
  });
}

/** That nobody answers is found out once, and not by each of fifty calls. */
async function unreachable({ elb }: AwsClients): Promise<Finding | undefined> {
  const reached = await ask('reaching AWS', async () => {
    await elb.send(new DescribeAccountLimitsCommand({ PageSize: 1 })).catch((error: unknown) => {
      if (error instanceof BanyanError && error.code === 'AWS_UNREACHABLE') throw error;
    });
    return 'it answers';
  });
  return reached.state === 'ng' ? reached : undefined;
}

/** What is on the load balancer beside Banyan's own, and the account's quotas. */
export function standingOf(config: Config, clock: Clock): Promise<Standing> {
  return withClients(config, clock, ({ elb }) => readStanding(elb, config));
}

/** What the policy depends on beside the files. */
export function accountOf(config: Config, clock: Clock): Promise<Account> {
  return withClients(config, clock, (clients) => readAccount(clients, config));
}

async function withClients<T>(config: Config, clock: Clock, work: (clients: AwsClients) => Promise<T>): Promise<T> {
  const clients = createAwsClients(config.aws, clock);
  try {
    return await work(clients);
  } finally {
    clients.close();
  }
}
