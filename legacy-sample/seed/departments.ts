/** A department of the shop and its categories. `nouns` are what is sold there; `from`–`to` is the usual price in whole euros. */
export interface Department {
  readonly slug: string;
  readonly name: string;
  readonly categories: readonly {
    readonly slug: string;
    readonly name: string;
    readonly nouns: readonly string[];
    readonly from: number;
    readonly to: number;
  }[];
}

export const DEPARTMENTS: readonly Department[] = [
  {
    slug: 'kitchen',
    name: 'Kitchen',
    categories: [
      { slug: 'coffee-tea', name: 'Coffee & Tea', nouns: ['Café Press', 'Teapot', 'Pour-Over Kettle', 'Espresso Cup', 'Coffee Grinder', 'Crème Jug'], from: 9, to: 120 },
      { slug: 'cookware', name: 'Cookware', nouns: ['Saucepan', 'Skillet', 'Casserole', 'Stock Pot', 'Wok', 'Roasting Tin'], from: 18, to: 180 },
      { slug: 'knives', name: 'Knives', nouns: ["Chef's Knife", 'Paring Knife', 'Bread Knife', 'Santoku', 'Knife Block'], from: 12, to: 160 },
      { slug: 'storage-jars', name: 'Storage Jars', nouns: ['Jar', 'Tin', 'Bread Bin', 'Lunch Box', 'Spice Rack'], from: 4, to: 45 },
    ],
  },
  {
    slug: 'garden',
    name: 'Garden',
    categories: [
      { slug: 'hand-tools', name: 'Hand Tools', nouns: ['Trowel', 'Hand Fork', 'Secateurs', 'Dibber', 'Weeder'], from: 6, to: 60 },
      { slug: 'watering', name: 'Watering', nouns: ['Watering Can', 'Hose', 'Sprinkler', 'Rain Gauge', 'Mister'], from: 5, to: 90 },
      { slug: 'planters', name: 'Planters', nouns: ['Planter', 'Window Box', 'Hanging Basket', 'Trough', 'Plant Stand'], from: 8, to: 110 },
    ],
  },
  {
    slug: 'home',
    name: 'Home',
    categories: [
      { slug: 'lighting', name: 'Lighting', nouns: ['Desk Lamp', 'Pendant', 'Floor Lamp', 'Lantern', 'Night Light'], from: 15, to: 240 },
      { slug: 'textiles', name: 'Textiles', nouns: ['Throw', 'Cushion', 'Rug', 'Curtain', 'Table Runner'], from: 10, to: 220 },
      { slug: 'candles', name: 'Candles', nouns: ['Candle', 'Tealight Set', 'Candle Holder', 'Diffuser'], from: 4, to: 50 },
    ],
  },
  {
    slug: 'outdoor',
    name: 'Outdoor',
    categories: [
      { slug: 'camping', name: 'Camping', nouns: ['Tent', 'Sleeping Bag', 'Camp Stove', 'Head Torch', 'Dry Bag'], from: 12, to: 320 },
      { slug: 'cycling', name: 'Cycling', nouns: ['Bike Light', 'Pannier', 'Bell', 'Lock', 'Bottle Cage'], from: 6, to: 130 },
      { slug: 'hiking', name: 'Hiking', nouns: ['Rucksack', 'Walking Pole', 'Flask', 'Gaiters', 'Map Case'], from: 8, to: 190 },
    ],
  },
  {
    slug: 'office',
    name: 'Office',
    categories: [
      { slug: 'notebooks', name: 'Notebooks', nouns: ['Notebook', 'Sketchbook', 'Planner', 'Address Book'], from: 3, to: 40 },
      { slug: 'pens', name: 'Pens', nouns: ['Fountain Pen', 'Pencil Set', 'Rollerball', 'Marker', 'Ink Bottle'], from: 2, to: 95 },
      { slug: 'desk-tidies', name: 'Desk Tidies', nouns: ['Desk Tidy', 'Letter Tray', 'Pen Pot', 'Bookend', 'Cable Box'], from: 6, to: 75 },
    ],
  },
  {
    slug: 'play',
    name: 'Play',
    categories: [
      { slug: 'board-games', name: 'Board Games', nouns: ['Board Game', 'Card Game', 'Chess Set', 'Dominoes', 'Jigsaw'], from: 7, to: 80 },
      { slug: 'wooden-toys', name: 'Wooden Toys', nouns: ['Train Set', 'Building Blocks', 'Marble Run', 'Spinning Top', 'Abacus'], from: 6, to: 95 },
    ],
  },
];

export const BRANDS = ['Ashgrove', 'Bergström', 'Calder & Finch', 'Dovetail', 'Elmwood', 'Fjäll', 'Harrow', 'Juniper', 'Kestrel', 'Lindqvist', 'Maison Élan', 'Northfold', 'Ostler', 'Pemberley'] as const;
export const STYLES = ['Alder', 'Arc', 'Birch', 'Brook', 'Classic', 'Coast', 'Drift', 'Fern', 'Heath', 'Loft', 'Moor', 'Nordic', 'Quarry', 'Ridge', 'Slate', 'Tide', 'Vale', 'Willow'] as const;
export const MATERIALS = ['beech', 'brass', 'cast iron', 'ceramic', 'cork', 'cotton', 'enamel', 'glass', 'leather', 'linen', 'oak', 'recycled plastic', 'stainless steel', 'wool'] as const;
export const COLOURS = ['black', 'blush', 'charcoal', 'cream', 'forest', 'mustard', 'natural', 'navy', 'sage', 'sand', 'teal', 'terracotta', 'white'] as const;
export const PRAISE = [
  'Made to be used every day and to look better for it.',
  'Small enough for a flat, sturdy enough for a family.',
  'Designed in our own workshop and tested for a year before we sold the first one.',
  'A quiet classic that goes with everything.',
  'Repairable: every part can be ordered from us for ten years.',
  'Our customers buy it twice: once for themselves and once as a present.',
] as const;
export const FIRST_NAMES = ['Ada', 'Björn', 'Chiara', 'Dmitri', 'Élodie', 'Farid', 'Grace', 'Hana', 'Ines', 'Jonas', 'Keiko', 'Liam', 'Mei', 'Nadia', 'Olu', 'Petra'] as const;
export const LAST_NAMES = ['Abbott', 'Bauer', 'Castro', 'Dvořák', 'Evans', 'Fontaine', 'Grant', 'Holm', 'Ito', 'Jansen', 'Kaya', 'Lopez'] as const;
