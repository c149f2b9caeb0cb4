// A candidate that is healthy, and nothing else.
import { createServer } from 'node:http';

const server = createServer((_, response) => response.end());
server.listen(Number(process.env.PORT ?? 3000), process.env.HOST);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
