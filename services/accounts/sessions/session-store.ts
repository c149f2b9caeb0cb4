import type { Database, Queryable } from '../database/database.ts';
import { tell } from '../events/outbox.ts';

export interface Customer {
  readonly id: number;
  readonly email: string;
  readonly name: string;
}

/** A session as it stands in the store. */
export type StoredSession =
  | { readonly state: 'live'; readonly customer: Customer | null; readonly staff: boolean; readonly replaces: string | null }
  | { readonly state: 'ended' }
  | { readonly state: 'unknown' };

export interface SessionStore {
  find(id: string): Promise<StoredSession>;
  /** A session that began here; the others will hear of it. */
  start(id: string, customer: Customer, staff: boolean, replaces: string | undefined): Promise<void>;
  /** A session that began at the monolith. One that is here already, live or ended, stays as it is. */
  adopt(id: string, customer: Customer | null): Promise<void>;
  /** Ends it for good; the others will hear of it. */
  end(id: string): Promise<void>;
}

interface Row {
  readonly ended_at: Date | null;
  readonly replaces: string | null;
  readonly customer_id: number | null;
  readonly email: string;
  readonly name: string;
  readonly is_staff: boolean | null;
}

export function createSessionStore(db: Database, now: () => Date, newId: () => string): SessionStore {
  return {
    async find(id) {
      const { rows } = await db.query<Row>('select s.ended_at, s.replaces, s.customer_id, c.email, c.name, c.is_staff from sessions s left join customers c on c.id = s.customer_id where s.id = $1', [id]);
      const [row] = rows;
      if (!row) return { state: 'unknown' };
      if (row.ended_at) return { state: 'ended' };
      const { customer_id, email, name, is_staff, replaces } = row;
      return { state: 'live', customer: customer_id === null ? null : { id: customer_id, email, name }, staff: is_staff === true, replaces };
    },
    async start(id, customer, staff, replaces) {
      await db.transaction(async (tx) => {
        await tx.query('insert into sessions (id, customer_id, replaces, created_at) values ($1, $2, $3, $4)', [id, customer.id, replaces ?? null, now()]);
        if (replaces !== undefined) await tx.query('insert into sessions (id, created_at, ended_at) values ($1, $2, $2) on conflict (id) do update set ended_at = excluded.ended_at', [replaces, now()]);
        await tell(tx, { id: newId(), kind: 'session.started', body: { session: id, customer, staff, replaces: replaces ?? null } });
      });
    },
    adopt: (id, customer) => adoptSession(db, id, customer?.id ?? null, now()),
    async end(id) {
      await db.transaction(async (tx) => {
        await endSession(tx, id, now());
        await tell(tx, { id: newId(), kind: 'session.ended', body: { session: id } });
      });
    },
  };
}

/** Keeps a session that began elsewhere. One that is here already, live or ended, stays as it is. */
export async function adoptSession(tx: Queryable, id: string, customerId: number | null, at: Date): Promise<void> {
  await tx.query('insert into sessions (id, customer_id, created_at) values ($1, $2, $3) on conflict (id) do nothing', [id, customerId, at]);
}

/** Ends a session for good, also one that nobody here has heard of yet. */
export async function endSession(tx: Queryable, id: string, at: Date): Promise<void> {
  await tx.query('insert into sessions (id, created_at, ended_at) values ($1, $2, $2) on conflict (id) do update set ended_at = coalesce(sessions.ended_at, excluded.ended_at)', [id, at]);
}
