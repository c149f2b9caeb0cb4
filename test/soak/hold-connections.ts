import { connect, type Socket } from 'node:net';

/**
 * A process that holds idle connections: `hold-connections.ts HOST PORT COUNT`. Writes a line when all are open, and how many of them still are on every line it reads; ends with its
 * standard input.
 */
const [host = '', port = '', count = ''] = process.argv.slice(2);
/** More at once would overflow the queue of connections not yet accepted. */
const AT_ONCE = 200;

const held = new Set<Socket>();

async function open(): Promise<void> {
  const socket = connect(Number(port), host);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  held.add(socket);
  socket.on('error', () => {}).on('close', () => held.delete(socket));
  socket.resume();
}

for (let opened = 0; opened < Number(count); opened += AT_ONCE) {
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, Number(count) - opened) }, open));
}
console.log(held.size);
process.stdin.on('data', () => console.log(held.size));
process.stdin.on('end', () => process.exit());
