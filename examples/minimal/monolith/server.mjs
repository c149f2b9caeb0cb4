import { createServer } from 'node:http';

const BOOKS = [
  { id: 1, title: 'Emma', cents: 1999 },
  { id: 2, title: 'Middlemarch', cents: 1299 },
  { id: 3, title: 'Walden', cents: 999 },
];

createServer((req, res) => {
  const json = (status, body) => res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (req.url === '/healthz') return json(200, { ok: true });
  if (req.url === '/api/books') return json(200, { books: BOOKS, servedAt: new Date().toISOString() });
  if (req.url === '/') return res.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Books</h1>');
  json(404, { error: 'there is no such page' });
}).listen(3000, process.env.HOST);
