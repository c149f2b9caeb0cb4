/** Class of the advisory locks by which writers and the change of owner wait for each other. */
export const FENCE_LOCK = 1_111_903_575;

/** What is known of one attempt to move a group. */
export const CONTROL_TABLES = ['progress', 'applied', 'quarantine', 'words'] as const;

/**
 * What the movement needs in each store, a statement each. The functions run as their owner: an application needs no right on any of it.
 *
 * A writer takes the lock of its group shared, until its transaction ends, and then reads who owns. Who changes the owner takes it exclusively: it waits for writers that are under way,
 * and those that come later wait for it. A transaction that keeps to an old snapshot would read the old owner; there the row is locked, which fails where it has changed since.
 */
export const CONTROL_SCHEMA: readonly string[] = [
  `create schema if not exists banyan`,
  `create table if not exists banyan.movement (
  grp text primary key, side text not null, owner text not null, epoch bigint not null default 0, term bigint not null default 0, capture text,
  told jsonb, pause jsonb, ended jsonb, shape jsonb
)`,
  `create table if not exists banyan.changes (
  id bigint generated always as identity primary key, grp text not null, tbl text not null, key jsonb not null, old jsonb, bytes integer not null, at timestamptz not null default clock_timestamp()
)`,
  `create index if not exists changes_of_group on banyan.changes (grp, id)`,
  `create table if not exists banyan.identities (grp text not null, tbl text not null, was text not null, primary key (grp, tbl))`,
  `create table if not exists banyan.progress (grp text not null, tbl text not null, last jsonb, copied bigint not null, done boolean not null, primary key (grp, tbl))`,
  `create table if not exists banyan.applied (grp text primary key, ids text[] not null)`,
  `create table if not exists banyan.words (grp text primary key, word jsonb not null, at timestamptz not null default clock_timestamp())`,
  `create table if not exists banyan.quarantine (
  grp text not null, tbl text not null, key jsonb not null, reason text not null, at timestamptz not null default clock_timestamp(), primary key (grp, tbl, key)
)`,
  `create or replace function banyan.fence() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $fence$
declare
  here banyan.movement;
begin
  perform pg_advisory_xact_lock_shared(${FENCE_LOCK}, hashtext(tg_argv[0]));
  if current_setting('transaction_isolation') = 'read committed' then
    select * into here from banyan.movement where grp = tg_argv[0];
  else
    select * into here from banyan.movement where grp = tg_argv[0] for share;
  end if;
  if here.owner is distinct from here.side then
    raise exception using errcode = 'BNY01', message = format('the writes of %s are owned by the %s', tg_argv[0], here.owner), hint = 'Answer 503 with the header x-banyan-fenced: ' || here.owner || '. Nothing has happened.';
  end if;
  return null;
end
$fence$`,
  `create or replace function banyan.capture() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $capture$
declare
  before jsonb := case when tg_op = 'INSERT' then null else to_jsonb(old) end;
  after jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
  image jsonb := coalesce(after, before);
begin
  insert into banyan.changes (grp, tbl, key, old, bytes)
  values (tg_argv[0], tg_argv[1], (select jsonb_object_agg(name, image -> name) from unnest(tg_argv[2:]) name), before, coalesce(pg_column_size(after), 0) + coalesce(pg_column_size(before), 0));
  return null;
end
$capture$`,
  `create or replace function banyan.capture_truncate() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $truncate$
begin
  execute format(
    'insert into banyan.changes (grp, tbl, key, old, bytes) select $1, $2, (select jsonb_object_agg(name, to_jsonb(t) -> name) from unnest($3) name), to_jsonb(t), pg_column_size(t) from %s t', tg_relid::regclass
  ) using tg_argv[0], tg_argv[1], tg_argv[2:];
  return null;
end
$truncate$`,
  `create or replace function banyan.log_truncate() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $truncate$
begin
  execute format(
    'select count(pg_logical_emit_message(true, ''banyan.truncated'', json_build_object(''grp'', $1, ''tbl'', $2, ''image'', to_jsonb(t)::text)::text)) from %s t', tg_relid::regclass
  ) using tg_argv[0], tg_argv[1];
  return null;
end
$truncate$`,
];
