// A candidate that gives every request an answer of its own, some of them late.
import { createServer } from 'node:http';

const server = createServer(({ url }, response) => setTimeout(() => response.end(`the answer to ${url}`), url.includes('slow') ? 150 : 0));
server.listen(Number(process.env.PORT ?? 3000), process.env.HOST);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
