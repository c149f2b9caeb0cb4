-- Customers and who has logged in. Nobody else reads these tables.

create table customers (
  id            integer primary key,
  email         text not null unique,
  name          text not null,
  password_salt text not null,
  password_hash text not null
);

create table sessions (
  id          uuid primary key,
  customer_id integer references customers (id),
  -- The session under which the same visitor came before the login: what was in its cart is in this one's.
  replaces    uuid,
  created_at  timestamptz not null,
  -- An ended session stays, so that nobody takes it for one that only the monolith knows.
  ended_at    timestamptz
);

-- What others must hear of. Written with what it tells of, in one transaction; sent afterwards, until it was heard.
create table outbox (
  id         bigint generated always as identity primary key,
  kind       text not null check (kind in ('session.ended')),
  session_id uuid not null,
  created_at timestamptz not null,
  sent_at    timestamptz
);
create index outbox_unsent on outbox (id) where sent_at is null;
