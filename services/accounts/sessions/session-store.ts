import type { Database } from '../store/database.ts';

export interface Customer {
  readonly id: number;
  readonly email: string;
  readonly name: string;
}

/** A session as it stands in the store. */
export type StoredSession =
  | { readonly state: 'live'; readonly customer: Customer | null; readonly replaces: string | null }
  | { readonly state: 'ended' }
  | { readonly state: 'unknown' };

export interface SessionStore {
  find(id: string): Promise<StoredSession>;
  /** A session that began here. */
  start(id: string, customer: Customer, replaces: string | undefined): Promise<void>;
  /** A session that began at the monolith. One that is here already, live or ended, stays as it is. */
  adopt(id: string, customer: Customer | null): Promise<void>;
  /** Ends it for good, and notes that others must hear of it; `isNews`: unless it is they who said so. */
  end(id: string, isNews: boolean): Promise<void>;
}

interface Row {
  readonly ended_at: Date | null;
  readonly replaces: string | null;
  readonly customer_id: number | null;
  readonly email: string;
  readonly name: string;
}

export function createSessionStore(db: Database, now: () => Date): SessionStore {
  return {
    async find(id) {
      const { rows } = await db.query<Row>('select s.ended_at, s.replaces, s.customer_id, c.email, c.name from sessions s left join customers c on c.id = s.customer_id where s.id = $1', [id]);
      const [row] = rows;
      if (!row) return { state: 'unknown' };
      if (row.ended_at) return { state: 'ended' };
      const { customer_id, email, name, replaces } = row;
      return { state: 'live', customer: customer_id === null ? null : { id: customer_id, email, name }, replaces };
    },
    async start(id, customer, replaces) {
      await db.transaction(async (tx) => {
        await tx.query('insert into sessions (id, customer_id, replaces, created_at) values ($1, $2, $3, $4)', [id, customer.id, replaces ?? null, now()]);
        if (replaces !== undefined) await tx.query('insert into sessions (id, created_at, ended_at) values ($1, $2, $2) on conflict (id) do update set ended_at = excluded.ended_at', [replaces, now()]);
      });
    },
    async adopt(id, customer) {
      await db.query('insert into sessions (id, customer_id, created_at) values ($1, $2, $3) on conflict (id) do nothing', [id, customer?.id ?? null, now()]);
    },
    async end(id, isNews) {
      await db.transaction(async (tx) => {
        await tx.query('insert into sessions (id, created_at, ended_at) values ($1, $2, $2) on conflict (id) do update set ended_at = coalesce(sessions.ended_at, excluded.ended_at)', [id, now()]);
        if (isNews) await tx.query(`insert into outbox (kind, session_id, created_at) values ('session.ended', $1, $2)`, [id, now()]);
      });
    },
  };
}
