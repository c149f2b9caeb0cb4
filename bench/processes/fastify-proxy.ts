import fastifyHttpProxy from '@fastify/http-proxy';
import fastify from 'fastify';

/** Fastify and its proxy as they come, without a log: `url` in; prints its port; ends with its parent. */
const [upstream = ''] = process.argv.slice(2);
const app = fastify();
await app.register(fastifyHttpProxy, { upstream });
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${new URL(address).port}\n`);
process.on('disconnect', () => process.exit(0));
