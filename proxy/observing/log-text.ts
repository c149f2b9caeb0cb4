import { pathWithoutSecrets } from '../../shadow/redaction/path-without-secrets.ts';

/** Characters of a path or of an identifier that are logged. */
const PATH_LENGTH = 512;
const ID_LENGTH = 128;

/** Nothing that would have to be escaped in JSON, nor a parameter. */
const PLAIN_PATH = /^[!#-:<-[\]-~]{0,512}$/;
const PLAIN_ID = /^[!#-[\]-~]{1,128}$/;

/** A path as JSON text: bounded, without characters that a terminal obeys, and without secrets. */
export function pathText(written: string): string {
  const path = pathWithoutSecrets(written);
  if (PLAIN_PATH.test(path)) return `"${path}"`;
  return JSON.stringify(visible(path, PATH_LENGTH));
}

/** What a caller calls its request, as JSON text: bounded, without characters that a terminal obeys. */
export function idText(id: string): string {
  return PLAIN_ID.test(id) ? `"${id}"` : JSON.stringify(visible(id, ID_LENGTH));
}

function visible(text: string, length: number): string {
  const cut = text.length > length ? `${text.slice(0, length)}…` : text;
  return cut.replaceAll(/[^\x20-\x7e…]/g, (character) => encodeURIComponent(character));
}
