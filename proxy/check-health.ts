import { request } from 'node:http';
import { HEALTH_PATH } from './listening/health.ts';

// What its image and its task definition ask the proxy by: the program beside it, on the port and address of its environment. Ends with 0 where it may be given callers.
const { PORT = '8080', HOST } = process.env;
const anyAddress = HOST === undefined || HOST === '' || HOST === '0.0.0.0' || HOST === '::';

request({ host: anyAddress ? 'localhost' : HOST, port: Number(PORT), path: HEALTH_PATH, timeout: 3_000 }, (answer) => process.exit(answer.statusCode === 200 ? 0 : 1))
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1))
  .end();
