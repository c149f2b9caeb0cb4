-- What carries the shop's events where there is no SNS and no SQS: `subscriptions` is the topic with its filters, `messages` all queues.

create table subscriptions (
  queue  text not null,
  source text not null,
  kind   text not null,
  primary key (queue, source, kind)
);

create table messages (
  id         bigint generated always as identity primary key,
  queue      text not null,
  event_id   uuid not null,
  event      jsonb not null,
  -- With its receiver until then.
  visible_at timestamptz not null default now(),
  deliveries integer not null default 0,
  unique (queue, event_id)
);
create index messages_waiting on messages (queue, id);

-- Queues stand before the services that read them: what happens meanwhile waits there.
insert into subscriptions (queue, source, kind) values
  ('monolith', 'accounts', 'session.started'), ('monolith', 'accounts', 'session.ended'), ('monolith', 'orders', 'order.placed'),
  ('accounts', 'monolith', 'session.started'), ('accounts', 'monolith', 'session.ended'),
  ('orders', 'monolith', 'order.placed'),
  ('orders', 'monolith', 'session.started'), ('orders', 'monolith', 'session.ended'),
  ('orders', 'accounts', 'session.started'), ('orders', 'accounts', 'session.ended');
