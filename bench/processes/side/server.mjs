// Either side of a migration, and says which: the shop gives its monolith, and nobody else, an internal token.
import { createServer } from 'node:http';

const side = process.env.INTERNAL_TOKEN ? 'legacy' : 'candidate';
const server = createServer((_request, response) => response.writeHead(200, { 'x-side': side, 'content-length': 2 }).end('ok'));
// Answers every piece of a WebSocket with one frame.
server.on('upgrade', (_request, socket) => {
  socket.on('error', () => socket.destroy());
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Side: ${side}\r\n\r\n`);
  socket.on('data', () => socket.write(Buffer.from([0x81, 0x02, 0x6f, 0x6b])));
});
server.listen(Number(process.env.PORT ?? 3000), process.env.HOST);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
