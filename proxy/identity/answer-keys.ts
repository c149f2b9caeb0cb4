import type { ServerResponse } from 'node:http';
import type { JSONWebKeySet } from 'jose';

/** Much shorter than a period of the keys, which are published one ahead. */
const CACHE_SECONDS = 300;

/** Answers with the keys that candidates verify callers' tokens with. */
export function answerKeys(res: ServerResponse, keys: JSONWebKeySet): void {
  res.writeHead(200, { 'content-type': 'application/jwk-set+json', 'cache-control': `public, max-age=${CACHE_SECONDS}` });
  res.end(JSON.stringify(keys));
}
