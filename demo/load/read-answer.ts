import { check, type ShopAnswer } from './shop-client.ts';

/** The body of a JSON answer with that status. What is read from it is checked by whoever reads it. */
export function readJson<T extends object>(answer: ShopAnswer, status = 200): Partial<T> {
  checkStatus(answer, status);
  check(answer.contentType.startsWith('application/json'), `content type ${answer.contentType} where JSON was expected`);
  const body = parse(answer.text);
  check(typeof body === 'object' && body !== null, 'the body is no JSON object');
  return body;
}

/** The text of a page. */
export function readPage(answer: ShopAnswer): string {
  checkStatus(answer, 200);
  check(answer.contentType.startsWith('text/html'), `content type ${answer.contentType} where a page was expected`);
  check(answer.text.trimEnd().endsWith('</html>'), 'the page is cut off');
  return answer.text;
}

export function checkStatus({ status, text }: ShopAnswer, expected: number): void {
  check(status === expected, `status ${status} instead of ${expected}: ${text.slice(0, 200)}`);
}

/** The catalog's API must not touch a visitor's session. */
export function checkSessionUntouched({ cookiesSet }: ShopAnswer): void {
  check(!cookiesSet.includes('sid'), 'a read of the catalog set the session cookie');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
