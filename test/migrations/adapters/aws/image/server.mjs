// The smallest candidate there is: healthy, fails where it is told to, and gives its colour.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  response.statusCode = request.url.startsWith('/fail') ? 500 : 200;
  response.end(process.env.COLOUR ?? 'none');
});
server.listen(Number(process.env.PORT ?? 3000), process.env.HOST);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
