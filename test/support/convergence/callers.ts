import { Agent, request } from 'node:http';
import { answerTo, COHORT_COOKIE, SLOW_MS } from './sides.ts';

/** What callers asked for, and what they did not get: the answer to each of their requests. */
export interface Asked {
  readonly requests: number;
  readonly failed: readonly string[];
}

export interface Callers {
  /** Of the requests that have ended since this was asked last. */
  read(): Asked;
  /** Once every request has been answered. */
  stop(): Promise<void>;
}

/** Who calls where nobody does. */
export const NOBODY: Callers = { read: () => ({ requests: 0, failed: [] }), stop: async () => {} };

/** Within the route group and beside it; what is slow is under way while things change. */
const PATHS = ['/api/products', '/api/products/7', '/api/categories/slow', '/api/basket'];
const CALLERS = 8;
/** Between an answer and the next request; longer where answers take long, for a busy machine is not to be kept busy by callers. */
const PAUSE_MS = 80;
const PAUSE_TIMES = 6;

/** Some hundred requests a second for as long as a world stands, by callers who keep their connection and whatever cookies they are given; every second one is of the cohort. */
export function startCallers(url: string): Callers {
  let requests = 0;
  let failed: string[] = [];
  const stopped = new AbortController();
  const agent = new Agent({ keepAlive: true });

  const call = async (caller: number): Promise<void> => {
    const cookies = new Map([['sid', `caller-${caller}`], ...(caller % 2 === 0 ? [COHORT_COOKIE.split('=') as [string, string]] : [])]);
    for (let n = caller; !stopped.signal.aborted; n++) {
      const path = `${PATHS[n % PATHS.length]}?${caller}-${n}`;
      const began = Date.now();
      const seen = await ask(url + path, agent, cookies);
      requests += 1;
      if (seen !== `200 ${answerTo(path)}`) failed.push(`${path}: ${seen}`);
      const late = Date.now() - began - (path.includes('slow') ? SLOW_MS : 0);
      await new Promise((resolve) => setTimeout(resolve, Math.max(PAUSE_MS, PAUSE_TIMES * late)));
    }
  };
  const calling = Array.from({ length: CALLERS }, (_, caller) => call(caller));

  return {
    read() {
      const asked = { requests, failed };
      requests = 0;
      failed = [];
      return asked;
    },
    async stop() {
      stopped.abort();
      await Promise.all(calling);
      agent.destroy();
    },
  };
}

/** Status and body, or why there are none. */
async function ask(url: string, agent: Agent, cookies: Map<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const asked = request(url, { agent, headers: { cookie } }, (answer) => {
      for (const each of answer.headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
        cookies.set(name, value);
      }
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('end', () => resolve(`${answer.statusCode} ${body}`)).on('error', ({ message }) => resolve(message));
    });
    asked.on('error', ({ message }) => resolve(message)).end();
  });
}
