import { gravest, type Classification, type Reason } from './classification.ts';

export interface ParsedRequest {
  readonly method?: string | undefined;
  readonly httpVersion: string;
  readonly rawHeaders: readonly string[];
}

/** What is irregular about a request that Node's lenient parser could read; `undefined` for a compliant one. */
export function classifyRequest({ method, httpVersion, rawHeaders }: ParsedRequest): Classification | undefined {
  let reasons: Reason[] | undefined;
  let lengths = 0;
  let length = '';
  let encodings = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    const value = rawHeaders[i + 1] as string;
    const reason = headerReason(name, value);
    if (reason) (reasons ??= []).push(reason);
    const lower = name.length === 14 || name.length === 17 ? name.toLowerCase() : '';
    if (lower === 'content-length') {
      lengths++;
      length = value;
    } else if (lower === 'transfer-encoding') encodings++;
  }
  const old = httpVersion !== '1.1';
  if (lengths + encodings === 0 && !old) return reasons && gravest(reasons);
  const bodiless = method === 'GET' || method === 'HEAD';
  const more: Reason[] = [];
  if (encodings > 1) more.push('MultipleTransferEncodingChunked');
  if (encodings > 0 && lengths > 0) more.push('BothTeClPresent');
  if (encodings > 0 && (bodiless || old)) more.push('UndefinedTransferEncodingSemantics');
  if (lengths > 0 && (httpVersion === '0.9' || (bodiless && Number(length) > 0))) more.push('UndefinedContentLengthSemantics');
  if (lengths > 0 && bodiless && Number(length) === 0) more.push('GetHeadZeroContentLength');
  if (old && httpVersion !== '1.0') more.push('NonCompliantVersion');
  return gravest([...(reasons ?? []), ...more]);
}

const TOKEN = /^[!#$%&'*+.^_`|~A-Za-z0-9-]+$/;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const IRREGULAR_VALUE = /[^\t\x20-\x7e]/;

function headerReason(name: string, value: string): Reason | undefined {
  if (name.length > 13 && isSuspicious(name)) return 'SuspiciousHeader';
  // oxlint-disable-next-line no-control-regex -- as above
  if (IRREGULAR_VALUE.test(value)) return /[\0\r]/.test(value) ? 'BadHeader' : 'NonCompliantHeader';
  return TOKEN.test(name) ? undefined : 'NonCompliantHeader';
}

/** Whether a server that is generous about spaces, hyphens and odd characters would take the name for that of a header which says where the message ends. */
export function isSuspicious(name: string): boolean {
  if (!/^[^a-z]*(?:transfer|content)[^a-z]/i.test(name)) return false;
  const lower = name.toLowerCase();
  if (FRAMING.has(lower)) return false;
  return [lower, lower.trimStart().replace(/\s.*$/s, '')].some((text) => FRAMING.has(text.replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '')));
}

const FRAMING = new Set(['transfer-encoding', 'content-length']);
