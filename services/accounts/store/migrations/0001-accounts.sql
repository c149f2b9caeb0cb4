-- Customers and who has logged in. Nobody else reads these tables.

create table customers (
  id            integer primary key,
  email         text not null unique,
  name          text not null,
  password_salt text not null,
  password_hash text not null,
  is_staff      boolean not null
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
