import { readFileSync } from 'node:fs';

const { sandbox } = JSON.parse(readFileSync('.banyan/sandbox.json', 'utf8'));
let failed = 0;

async function call() {
  const answer = await fetch(`${sandbox.shop}/api/books`, { headers: { cookie: `sid=${crypto.randomUUID()}` } }).catch(() => undefined);
  if (answer?.status !== 200) console.log(`${++failed} failed:`, answer?.status ?? 'no answer');
  await answer?.arrayBuffer();
}

// A hundred callers a second, each with a session of its own.
setInterval(() => void call(), 10);
