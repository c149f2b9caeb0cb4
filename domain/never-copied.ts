import { isSafe, type Copying } from './copying.ts';
import { parsePattern } from './route-group.ts';
import { matchesPattern } from './route-match.ts';

/** Words of paths behind which even reading changes something: who is logged in, what is used up by being looked at, who is told. */
const ONE_TIME = new Set(
  `login logout signin signout signup logon logoff sso saml oauth oauth2 oidc authorize token tokens otp totp mfa 2fa verify verification activate activation
   reset unsubscribe webhook webhooks callback captcha magic impersonate`.split(/\s+/),
);
/** Words behind which a request is answered by somebody else's money, mail box or telephone. */
const OUTWARD = new Set(
  `payment payments pay checkout charge charges refund refunds payout payouts invoice invoices transfer transfers withdraw withdrawal deposit mail mails email emails
   mailing sms notify notification notifications newsletter invite invites invitation invitations password passwords register registration sessions session`.split(/\s+/),
);

/** Most paths have the letters of none of these words in a row, whatever stands between. */
const SUSPICIOUS = new RegExp(['pay', ...ONE_TIME, ...OUTWARD].join('|'));

/** Whether a request must not be sent a second time, whatever the migration says of copies. `path` is decoded, without a query. */
export function isNeverCopied(method: string, path: string, { never, harmless }: Pick<Copying, 'never' | 'harmless'>): boolean {
  const matches = (pattern: string) => matchesPattern(parsePattern(pattern), method, path);
  if (never.some(matches)) return true;
  if (!SUSPICIOUS.test(path.toLowerCase().replaceAll(/[^a-z\d]+/g, ''))) return false;
  const words = wordsOf(path);
  if (!isSafe(method)) return words.some((word) => ONE_TIME.has(word) || OUTWARD.has(word) || word.startsWith('pay'));
  return words.some((word) => ONE_TIME.has(word)) && !harmless.some(matches);
}

/** `/Api/resetPassword/sign-in` is `api`, `reset`, `password`, `sign`, `in` and `signin`. */
function wordsOf(path: string): readonly string[] {
  return path.split('/').flatMap((segment) => {
    const words = segment.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase().split(/[^a-z\d]+/);
    return [...words, words.join('')];
  });
}
