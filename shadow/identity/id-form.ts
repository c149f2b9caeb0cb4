/**
 * What kind of id a text is, so that two ids of one kind may stand for each other: a UUID of that version, a ULID, an integer, hexadecimal of that
 * length, any of them behind a prefix (`order-10023`, `cus_…`), else some text.
 */
export function idForm(text: string): string {
  const [, prefix, rest] = /^([A-Za-z]{1,12}[_:-])(.+)$/.exec(text) ?? [];
  const form = plainForm(text);
  return form === 'text' && prefix !== undefined && rest !== undefined ? `${prefix}${plainForm(rest)}` : form;
}

function plainForm(text: string): string {
  const [, version] = /^[\da-f]{8}-[\da-f]{4}-([\da-f])[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/i.exec(text) ?? [];
  if (version !== undefined) return `uuid ${version}`;
  if (/^\d+$/.test(text)) return 'integer';
  if (/^[0-7][\dA-HJKMNP-TV-Z]{25}$/i.test(text)) return 'ulid';
  return /^[\da-f]{8,}$/i.test(text) ? `hex ${text.length}` : 'text';
}
