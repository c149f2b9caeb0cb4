-- One schema for the whole shop. Modules read and write each other's tables freely.

create table categories (
  id            integer primary key,
  parent_id     integer references categories (id),
  slug          text not null unique,
  name          text not null,
  description   text not null,
  -- Counted when the assortment changes; a department counts its categories' products.
  product_count integer not null default 0
);

create table products (
  id               integer primary key,
  sku              text not null unique,
  category_id      integer not null references categories (id),
  name             text not null,
  brand            text not null,
  description      text not null,
  attributes       jsonb not null,
  list_price_cents integer not null check (list_price_cents > 0),
  discount_percent integer not null check (discount_percent between 0 and 90),
  -- What the customer pays: half a cent rounds up.
  price_cents      integer not null generated always as (round(list_price_cents * (100 - discount_percent) / 100.0)) stored,
  rating           numeric(2, 1) not null,
  rating_count     integer not null,
  created_at       timestamptz not null,
  -- Written by orders, read by the home page.
  sold             integer not null default 0,
  search_text      text not null generated always as (lower(name || chr(10) || brand)) stored
);
create index products_by_category on products (category_id, rating desc, rating_count desc, sku);
create index products_by_name on products (name, sku);
create index products_by_price on products (price_cents, sku);
create index products_by_rating on products (rating desc, rating_count desc, sku);
create index products_by_age on products (created_at desc, sku);
create index products_by_sold on products (sold desc, id);

create table stock (
  product_id integer primary key references products (id),
  -- Below nothing only where the orders service sold the last piece at the same moment: so many are owed.
  quantity   integer not null
);

create table customers (
  id            integer primary key,
  email         text not null unique,
  name          text not null,
  password_salt text not null,
  password_hash text not null,
  is_staff      boolean not null default false
);

create table sessions (
  id          uuid primary key,
  customer_id integer references customers (id),
  created_at  timestamptz not null,
  -- An ended session stays, so that nobody takes it for one that only the accounts service knows.
  ended_at    timestamptz
);

create table cart_items (
  session_id uuid not null references sessions (id) on delete cascade,
  product_id integer not null references products (id),
  quantity   integer not null check (quantity between 1 and 99),
  primary key (session_id, product_id)
);

create table orders (
  id          integer generated always as identity (start with 100001) primary key,
  customer_id integer not null references customers (id),
  total_cents integer not null,
  placed_at   timestamptz not null,
  -- In the order in which they were heard of here; ids that another program gave say nothing of that.
  arrival     bigint generated always as identity
);
create index orders_by_customer on orders (customer_id, placed_at desc, id desc);
create index orders_by_arrival on orders (arrival);

create table order_items (
  order_id    integer not null references orders (id),
  product_id  integer not null references products (id),
  quantity    integer not null,
  price_cents integer not null,
  primary key (order_id, product_id)
);

create table reviews (
  id           uuid primary key,
  product_id   integer not null references products (id),
  customer_id  integer not null references customers (id),
  rating       integer not null check (rating between 1 and 5),
  text         text not null,
  image_sha256 text,
  image_bytes  integer,
  created_at   timestamptz not null
);
create index reviews_by_product on reviews (product_id);
