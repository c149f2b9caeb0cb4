import { fileURLToPath } from 'node:url';
import type { RequestHandler } from 'express';

const DOCUMENT = fileURLToPath(new URL('../openapi.json', import.meta.url));

/** The description of this service, for people and for tools. */
export const openApi: RequestHandler = (_req, res) => res.type('json').sendFile(DOCUMENT);
