export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- any JSON
  readonly body: any;
}

export type Ask = (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

/** Asks an Unleash. A body that is text is sent as it is; an answer that is no JSON is given as text. */
export function asker(url: string, token: string): Ask {
  return async (method, path, body, headers = {}) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(url + path, { method, headers: { authorization: token, ...type, ...headers }, ...(body === undefined ? {} : { body: text }) });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(answer) };
  };
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
