/** How deep encodings are looked through, and how many readings of one text there may be. */
const MAX_LAYERS = 3;
const MAX_READINGS = 24;

/** The other texts that a text may stand for: percent-encoded, escaped as in JSON, JavaScript or HTML, in base64, or several of these around each other. */
export function decodings(text: string): readonly string[] {
  const readings = new Set([text]);
  let layer = [text];
  for (let depth = 0; depth < MAX_LAYERS && layer.length > 0; depth++) {
    const next = layer.flatMap((each) => DECODERS.flatMap((decode) => decode(each))).filter((each) => !readings.has(each));
    for (const each of next) if (readings.size < MAX_READINGS) readings.add(each);
    layer = next.slice(0, MAX_READINGS);
  }
  readings.delete(text);
  return [...readings];
}

const DECODERS: readonly ((text: string) => readonly string[])[] = [percent, escapes, entities, base64];

function percent(text: string): readonly string[] {
  if (!text.includes('%')) return [];
  // Byte by byte: what is no UTF-8 must not hide the rest.
  const bytes = text.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return [Buffer.from(bytes, 'latin1').toString()];
}

/** `\u0040`, `\u{40}`, `\x40`, and the backslash before any other character. */
function escapes(text: string): readonly string[] {
  if (!text.includes('\\')) return [];
  return [text.replaceAll(/\\(?:u([\da-f]{4})|u\{([\da-f]{1,6})\}|x([\da-f]{2})|(.))/gi, (_, four?: string, braced?: string, two?: string, plain?: string) => plain ?? character(four ?? braced ?? two ?? '', 16))];
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", commat: '@', period: '.', colon: ':', sol: '/', equals: '=', plus: '+', nbsp: ' ', lowbar: '_', hyphen: '-' };

function entities(text: string): readonly string[] {
  if (!text.includes('&')) return [];
  return [text.replaceAll(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));?/gi, (whole, hex?: string, decimal?: string, name?: string) => (name === undefined ? character(hex ?? decimal ?? '', hex === undefined ? 10 : 16) : (NAMED[name.toLowerCase()] ?? whole)))];
}

/** Of each run of its characters that is base64, or base64url, of text. A slash is one of them, or stands before them in a path. */
function base64(text: string): readonly string[] {
  const runs = new Set([/[\w+/-]{8,}/g, /[\w+-]{8,}/g].flatMap((pattern) => text.match(pattern) ?? []));
  return [...runs].map((run) => Buffer.from(run, 'base64').toString()).filter(isText);
}

function isText(text: string): boolean {
  return text.length >= 5 && !/[^\t\n\r -~\u00a0-\uffef]|\ufffd/.test(text);
}

function character(digits: string, radix: number): string {
  const code = Number.parseInt(digits, radix);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
