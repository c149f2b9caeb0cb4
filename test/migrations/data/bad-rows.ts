/** What becomes of the rows of a table: they arrive as they are, or some stay behind, told by key and reason. */
export interface BadRows {
  /** As docs/what-cannot-move.md has it. */
  readonly what: string;
  /** Columns beside `id integer primary key`, in legacy's store and, where they are others, in the candidate's. */
  readonly here: string;
  readonly there?: string;
  /** Rows without their ids, which count from 1. */
  readonly rows: readonly string[];
  readonly becomes: 'arrives' | 'is found' | Readonly<Record<number, RegExp>>;
}

/** Every table moves as it is. */
export const BAD_ROWS: readonly BadRows[] = [
  { what: '−0, NaN, ±Infinity, the smallest and the most exact floats', here: 'd double precision, r real', rows: [`'-0', '-0'`, `'NaN', 'NaN'`, `'Infinity', '-Infinity'`, `5e-324, 1e-45`, `0.1 + 0.2, 0.1`, `1.7976931348623157e308, 3.4028235e38`], becomes: 'arrives' },
  { what: 'numerics of 1,000 digits, NaN, trailing zeros', here: 'n numeric', rows: [`(repeat('9', 1000) || '.' || repeat('1', 1000))::numeric`, `'NaN'`, `1.500`, `-0.000`, `1e-1000`], becomes: 'arrives' },
  { what: 'arrays: empty, of nulls, of several dimensions, with other bounds, with quotes', here: 't text[], i integer[]', rows: [`'{}', '{}'`, `array[null, 'NULL', '', 'a"b\\c', 'x,y'], array[null, 1]`, `'{{a,b},{c,d}}', '[0:1]={7,8}'`, `null, null`], becomes: 'arrives' },
  { what: 'json as it was written, jsonb, xml, uuid, networks, bits, ranges, points, text to be searched', here: 'j json, b jsonb, u uuid, n inet, v bit varying, r int4range, p point, s tsvector', rows: [`'{ "a" : 1.10, "a": 2 }', '{"b": [1e3, null]}', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '10.1.2.3/8', B'0101', '(1,5]', '(1.5,-2)', 'fat:2 cat:3B'`], becomes: 'arrives' },
  { what: 'tabs, newlines, backslashes, the marks of COPY, emoji, a character outside of the basic plane', here: 't text, c char(5)', rows: [`E'a\\tb\\nc\\rd\\\\e', 'x'`, `'\\N', '\\.'`, `E'\\\\.', null`, `'😀 𝔘 é é', '  a'`, `'', ''`], becomes: 'arrives' },
  { what: 'bytes, each of the 256, and none', here: 'b bytea', rows: [`(select string_agg(set_byte('\\x00', 0, i), '' order by i) from generate_series(0, 255) i)`, `''`, `null`], becomes: 'arrives' },
  { what: 'moments of every zone and era, infinity, intervals', here: 'a timestamptz, b timestamp, d date, t timetz, i interval', rows: [`'2024-10-27 02:30:00.000001+02', '2024-03-31 02:30', '2024-02-29', '24:00:00+05:45', '1 mon -3 days 04:05:06.7'`, `'infinity', '-infinity', 'infinity', null, '0'`, `'0044-03-15 BC', '4713-01-01 BC', '0001-01-01 BC', '00:00+14', '-178000000 years'`], becomes: 'arrives' },
  { what: 'a column that is generated from others', here: 'a integer, twice integer generated always as (a * 2) stored', rows: [`3`, `null`], becomes: 'arrives' },
  { what: 'a column of a domain, with a check of its own', here: 'a shop_percent', rows: [`0`, `100`], becomes: 'arrives' },
  { what: 'a word that the other side’s enum lacks', here: 'a text', there: 'a shop_state', rows: [`'open'`, `'lost'`], becomes: { 2: /^bad: invalid input value for enum shop_state: \(hidden\) \[22P02\]$/ } },
  { what: 'a number that the other side’s type cannot hold', here: 'a bigint', there: 'a integer', rows: [`2147483647`, `2147483648`], becomes: { 2: /\[22003\]$/ } },
  { what: 'a text that is too long', here: 'a text', there: 'a varchar(3)', rows: [`'abc'`, `'abcd'`], becomes: { 2: /\[22001\]$/ } },
  { what: 'null, where the other side wants a value', here: 'a text', there: 'a text not null', rows: [`'x'`, `null`], becomes: { 2: /\(a\) \[23502\]$|"a".*\[23502\]$/ } },
  { what: 'a value that is there already, where the other side has each once', here: 'a text', there: 'a text unique', rows: [`'x'`, `'y'`, `'x'`], becomes: { 3: /unique constraint.*\[23505\]$/ } },
  { what: 'what a check of the other side refuses', here: 'a integer', there: 'a integer check (a > 0)', rows: [`1`, `-1`], becomes: { 2: /check constraint.*\[23514\]$/ } },
  { what: 'a row without the one that it refers to', here: 'a integer', there: 'a integer references shop_parents (id)', rows: [`1`, `99`], becomes: { 2: /foreign key constraint.*\[23503\]$/ } },
  { what: 'a row that refers to a later one of its own table', here: 'a integer', there: 'a integer references bad (id)', rows: [`2`, `3`, `null`], becomes: 'arrives' },
  { what: 'what a trigger of the other side refuses', here: 'a text', there: 'a text, constraint refused check (shop_is_polite(a))', rows: [`'please'`, `'now!'`], becomes: { 2: /say please.*\[P0001\]$/ } },
  { what: 'a fraction that the other side’s column rounds', here: 'a numeric', there: 'a numeric(5, 2)', rows: [`1.25`, `1.234`], becomes: 'is found' },
];

/** What both databases need for these tables. */
export const BEFORE_BAD_ROWS = `create domain shop_percent as integer check (value between 0 and 100);
  create type shop_state as enum ('open', 'closed');
  create table shop_parents (id integer primary key);
  insert into shop_parents values (1);
  create function shop_is_polite(said text) returns boolean language plpgsql as $$ begin if said ~ '!' then raise exception 'say please'; end if; return true; end $$;`;
