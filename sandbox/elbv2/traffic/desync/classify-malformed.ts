import { classified, type Classification, type Reason } from './classification.ts';
import { isSuspicious } from './classify-request.ts';

/** By the code of Node's parser. Such a request cannot be routed in any mode, as nobody knows where it ends: it is always a 400. */
const REASONS: Readonly<Record<string, Reason>> = {
  HPE_INVALID_CONTENT_LENGTH: 'BadContentLength',
  HPE_INVALID_TRANSFER_ENCODING: 'BadTransferEncoding',
  HPE_INVALID_METHOD: 'BadMethod',
  HPE_INVALID_VERSION: 'BadVersion',
  HPE_LF_EXPECTED: 'BadHeader',
  HPE_CR_EXPECTED: 'BadHeader',
};

/** What is irregular about a request that could not be parsed; `undefined` where it is no more than nonsense. `head` is what was received of it. */
export function classifyMalformed(code: string, head: string): Classification | undefined {
  const reason = REASONS[code] ?? closerLook(code, head);
  return reason && classified(reason);
}

function closerLook(code: string, head: string): Reason | undefined {
  switch (code) {
    case 'HPE_UNEXPECTED_CONTENT_LENGTH':
      return new Set([...head.matchAll(/^content-length:[ \t]*([^\r\n]*?)[ \t]*$/gim)].map(([, value]) => value)).size > 1 ? 'MultipleContentLength' : 'DuplicateContentLength';
    case 'HPE_INVALID_URL':
      return /^[^\r\n]*[\0\r](?!\n)/.test(head) ? 'BadUri' : 'AmbiguousUri';
    case 'HPE_INVALID_CONSTANT':
      return / HTTP\/\d\.\d\r?$/m.test(head) ? 'SpaceInUri' : 'BadVersion';
    case 'HPE_INVALID_HEADER_TOKEN':
      return invalidName(head);
    default:
      return undefined;
  }
}

function invalidName(head: string): Reason {
  const names = head.split(/\r?\n/).slice(1).map((line) => line.split(':', 1)[0] ?? '');
  if (names.some(isSuspicious)) return 'SuspiciousHeader';
  return /\r\n[ \t]*:/.test(head) ? 'EmptyHeader' : 'NonCompliantHeader';
}
