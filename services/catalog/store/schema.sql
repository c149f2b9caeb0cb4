-- A read model: what the catalog's answers need, laid out as they need it. Written once, from the snapshot.

create table categories (
  position      integer primary key,
  slug          text not null unique,
  department    text references categories (slug),
  name          text not null,
  description   text not null,
  product_count integer not null default 0
) strict;

create table products (
  sku              text primary key,
  category         text not null references categories (slug),
  department       text not null references categories (slug),
  name             text not null,
  brand            text not null,
  description      text not null,
  attributes       text not null,
  list_price_cents integer not null,
  discount_percent integer not null,
  -- Half a cent rounds up. Only for sorting: prices are shown from the two columns above.
  price_cents      integer not null generated always as ((list_price_cents * (100 - discount_percent) + 50) / 100) stored,
  rating           real not null,
  rating_count     integer not null,
  listed_at        text not null,
  -- What a search looks into, with its letters' case folded.
  folded_name      text not null,
  folded_brand     text not null
) strict, without rowid;

create index products_by_name on products (name, sku);
create index products_by_price on products (price_cents, sku);
create index products_by_rating on products (category, rating desc, rating_count desc, sku);
create index products_by_age on products (listed_at desc, sku);
