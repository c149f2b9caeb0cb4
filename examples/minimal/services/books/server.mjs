import { createServer } from 'node:http';

const PRICES = { Emma: 19.99, Middlemarch: 12.99, Walden: 9.99 };
const books = Object.entries(PRICES).map(([title, euros], at) => ({ id: at + 1, title, cents: Math.round(euros * 100) }));

createServer((req, res) => {
  const json = (status, body) => res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (req.url === '/healthz') return json(200, { ok: true });
  if (req.url === '/api/books') return json(200, { books, servedAt: new Date().toISOString() });
  json(404, { error: 'there is no such page' });
}).listen(3000, process.env.HOST);
