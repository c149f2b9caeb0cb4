-- What the others must hear of. Written with what it tells of, in one transaction; gone when the bus has taken it.
create table outbox (
  position   bigint generated always as identity primary key,
  event_id   uuid not null,
  kind       text not null,
  body       jsonb not null,
  created_at timestamptz not null default now()
);
create function ring_outbox() returns trigger language plpgsql as $$ begin perform pg_notify('outbox', ''); return null; end $$;
create trigger outbox_rings after insert on outbox for each statement execute function ring_outbox();

-- Events that were heard: what comes again changes nothing.
create table inbox (
  event_id uuid primary key,
  heard_at timestamptz not null default now()
);
