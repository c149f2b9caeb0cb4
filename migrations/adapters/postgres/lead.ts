import { Client } from 'pg';

/** Class of the advisory locks by which one of several movers leads a group. */
const LEAD_LOCK = 1_111_903_576;

/** Whether this process is the one that moves a group: it holds a lock in legacy's store for as long as its connection lives. What still runs elsewhere then cannot commit any more. */
export interface Lead {
  leads(): Promise<boolean>;
  close(): Promise<void>;
}

export function openLead(url: string, group: string): Lead {
  let client: Client | undefined;

  async function tryToLead(): Promise<boolean> {
    if (client) return true;
    const next = new Client({ connectionString: url, application_name: `banyan mover, leading ${group}`, connectionTimeoutMillis: 10_000, keepAlive: true });
    next.on('error', () => undefined);
    next.once('end', () => void (client === next && (client = undefined)));
    await next.connect();
    const { rows } = await next.query<{ got: boolean }>(`select pg_try_advisory_lock(${LEAD_LOCK}, hashtext($1)) as got`, [group]);
    if (rows[0]?.got) client = next;
    else await next.end();
    return client === next;
  }

  return {
    leads: tryToLead,
    async close() {
      const last = client;
      client = undefined;
      await last?.end();
    },
  };
}
