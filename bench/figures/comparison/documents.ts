/** What a catalog's answer is made of: 19 fields, some 440 bytes. */
export interface Item {
  readonly id: number;
  readonly [field: string]: unknown;
}

export interface Documents {
  /** As `44 KiB, insertion at the head`. */
  readonly name: string;
  readonly legacy: string;
  readonly candidate: string;
  /** What a person would count. */
  readonly changes: number;
  readonly elements: number;
}

/** Elements of a document of 1.8, 44 and 1,764 KiB. */
const SIZES = [4, 100, 4_000];

/** Every size in every case: equal, one field changed, one element put before all others, the same elements in another order. */
export function documentPairs(): Documents[] {
  return SIZES.flatMap((elements) => {
    const items = Array.from({ length: elements }, (_, id) => item(id));
    const cases: readonly (readonly [string, readonly Item[], number])[] = [
      ['equal', items, 0],
      ['one change', items.with(elements >> 1, { ...item(elements >> 1), price: '0.01' }), 1],
      ['insertion at the head', [item(elements), ...items], 1],
      ['shuffled', shuffled(items), 1],
    ];
    const legacy = JSON.stringify({ items });
    const size = `${(legacy.length / 1_024).toLocaleString('en', { maximumFractionDigits: elements < 100 ? 1 : 0 })} KiB`;
    return cases.map(([name, candidate, changes]) => ({ name: `${size}, ${name}`, legacy, candidate: JSON.stringify({ items: candidate }), changes, elements }));
  });
}

function item(id: number): Item {
  return {
    id,
    sku: `SKU-${100_000 + id}`,
    name: `Product number ${id} with a name as long as names are`,
    brand: `Brand ${id % 37}`,
    description: 'Words that describe what it is made of, how it is used and why it is better than others, '.slice(0, 60 + (id % 20)),
    price: ((1_999 + id * 37) / 100).toFixed(2),
    listPrice: ((2_499 + id * 37) / 100).toFixed(2),
    currency: 'EUR',
    rating: (id % 50) / 10,
    ratingCount: (id * 7) % 1_000,
    isAvailable: id % 7 !== 0,
    category: { slug: `category-${id % 40}`, name: `Category ${id % 40}` },
    tags: [`tag-${id % 17}`, `series-${id % 5}`],
    supplier: `Supplier ${id % 23} & Sons`,
    stock: { warehouse: `W${id % 9}`, count: id % 113 },
  };
}

/** The same order every time: every element goes to a place of its own. */
function shuffled(items: readonly Item[]): Item[] {
  const step = items.length === 4 ? 3 : 1_237;
  return items.map((_, place) => items[(place * step + 1) % items.length]!);
}
