import { describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { createTokenReader, type TokenReaderOptions } from '../../../proxy/deciding/read-token.ts';
import { jwksKeys, secretKey, type VerificationKeys } from '../../../proxy/deciding/verification-keys.ts';
import { until } from '../support/until.ts';

const SECRET = 'a secret that is long enough for HS256, and for HS512, which wants 64 bytes';
const START = 1_767_225_600_000;
const seconds = (more: number) => START / 1_000 + more;
const good: JWTPayload = { sub: 'ada', iss: 'login.example', aud: 'shop', exp: seconds(600) };

const signHs256 = (claims: JWTPayload, secret = SECRET) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));

async function keyPair(alg: 'RS256' | 'ES256' | 'EdDSA', kid: string) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg },
    sign: (claims: JWTPayload, name = kid) => new SignJWT(claims).setProtectedHeader({ alg, kid: name }).sign(privateKey),
  };
}

function reader(options: Partial<TokenReaderOptions> = {}, clock = { ahead: 0 }) {
  return createTokenReader({ keys: secretKey(SECRET), claim: 'sub', issuer: 'login.example', audience: 'shop', leewaySeconds: 30, now: () => START + clock.ahead, ...options });
}

/** A key set that the test changes, and how often it was asked for. */
async function keySet(keys: readonly object[]) {
  const state = { keys, loads: 0, elapsed: 0, fails: false };
  const load = () => {
    state.loads += 1;
    return state.fails ? Promise.reject(new Error('down')) : Promise.resolve(JSON.stringify({ keys: state.keys }));
  };
  const found = jwksKeys({ load, elapsed: () => state.elapsed, log: { warn: () => {} } });
  await until('the first answer', () => state.fails || found.revision > 0);
  return { state, keys: found };
}

describe('a token with a shared secret', () => {
  test('names the caller', async () => {
    expect(await reader()(await signHs256(good))).toBe('ada');
    expect(await reader({ claim: 'customer' })(await signHs256({ ...good, customer: 7 }))).toBe('7');
  });

  test.each<[string, () => Promise<string>]>([
    ['signed with another secret', () => signHs256(good, 'another secret that is long enough')],
    ['that has expired', () => signHs256({ ...good, exp: seconds(-31) })],
    ['that is not valid yet', () => signHs256({ ...good, nbf: seconds(31) })],
    ['of another issuer', () => signHs256({ ...good, iss: 'evil.example' })],
    ['for another audience', () => signHs256({ ...good, aud: 'bank' })],
    ['that names nobody', () => signHs256({ ...good, sub: '' })],
    ['without the claim', () => signHs256({ iss: 'login.example', aud: 'shop' })],
    ['without a signature', async () => `${btoa('{"alg":"none"}').replaceAll('=', '')}.${(await signHs256(good)).split('.')[1]}.`],
    ['with claims that were changed', async () => (await signHs256(good)).replace(/\.[^.]+\./, `.${btoa('{"sub":"root"}').replaceAll('=', '')}.`)],
    ['that is none', () => Promise.resolve('opaque')],
    ['that is too long', () => signHs256({ ...good, more: 'x'.repeat(9_000) })],
    ['signed in another way than was agreed upon', () => new SignJWT(good).setProtectedHeader({ alg: 'HS512' }).sign(new TextEncoder().encode(SECRET))],
  ])('%s names nobody', async (_what, token) => {
    expect(await reader()(await token())).toBeNull();
  });

  test.each([['expired a moment ago', { exp: seconds(-29) }], ['valid in a moment', { nbf: seconds(29) }]])('%s: clocks may differ by the leeway', async (_what, claims) => {
    expect(await reader()(await signHs256({ ...good, ...claims }))).toBe('ada');
  });

  test('is verified once; from then on the answer is there without waiting, until it expires', async () => {
    const clock = { ahead: 0 };
    const read = reader({}, clock);
    const token = await signHs256(good);
    expect(read(token)).toBeInstanceOf(Promise);
    await read(token);
    expect(read(token)).toBe('ada');
    clock.ahead = 629_000;
    expect(await read(token)).toBe('ada');
    clock.ahead = 631_000;
    expect(await read(token)).toBeNull();
  });

  test('a refused one is not verified at every request either', async () => {
    const read = reader();
    const token = await signHs256(good, 'another secret that is long enough');
    await read(token);
    expect(read(token)).toBeNull();
  });
});

describe('a token of a key set', () => {
  test.each(['RS256', 'ES256', 'EdDSA'] as const)('%s names the caller', async (alg) => {
    const pair = await keyPair(alg, 'one');
    const { keys } = await keySet([pair.jwk]);
    expect(await reader({ keys })(await pair.sign(good))).toBe('ada');
  });

  test('is not to be had by using the public key as a secret', async () => {
    const pair = await keyPair('RS256', 'one');
    const { keys } = await keySet([pair.jwk]);
    expect(await reader({ keys })(await signHs256(good, JSON.stringify(pair.jwk)))).toBeNull();
  });

  test('names nobody, at once, while there are no keys; and the caller once there are', async () => {
    const pair = await keyPair('ES256', 'one');
    const { promise, resolve } = Promise.withResolvers<string>();
    const keys = jwksKeys({ load: () => promise, elapsed: () => 0, log: { warn: () => {} } });
    const read = reader({ keys });
    const token = await pair.sign(good);
    expect(read(token)).toBeNull();
    resolve(JSON.stringify({ keys: [pair.jwk] }));
    await until('the caller', async () => (await read(token)) === 'ada');
  });

  test('with an unknown key has the set fetched anew, once in ten seconds', async () => {
    const [one, two] = [await keyPair('ES256', 'one'), await keyPair('ES256', 'two')];
    const { state, keys } = await keySet([one.jwk]);
    const clock = { ahead: 0 };
    const read = reader({ keys }, clock);
    state.keys = [one.jwk, two.jwk];
    for (let i = 0; i < 20; i++) expect(await read(await two.sign({ ...good, jti: String(i) }))).toBeNull();
    expect(state.loads).toBe(1);
    state.elapsed = 10_000;
    await read(await two.sign(good));
    await read(await two.sign({ ...good, jti: 'x' }));
    expect(state.loads).toBe(2);
    await until('the new key', async () => (await read(await two.sign({ ...good, jti: 'y' }))) === 'ada');
  });

  test('whose key was withdrawn counts no more, though it was verified before', async () => {
    const [one, two] = [await keyPair('ES256', 'one'), await keyPair('ES256', 'two')];
    const { state, keys } = await keySet([one.jwk]);
    const read = reader({ keys });
    const token = await one.sign(good);
    expect(await read(token)).toBe('ada');
    state.keys = [two.jwk];
    state.elapsed = 11 * 60_000;
    await until('it to be refused', async () => (await read(token)) === null);
  });

  test('is believed while the set cannot be fetched, but for no longer than a day', async () => {
    const one = await keyPair('ES256', 'one');
    const { state, keys } = await keySet([one.jwk]);
    const read = reader({ keys });
    state.fails = true;
    state.elapsed = 23 * 3_600_000;
    expect(await read(await one.sign(good))).toBe('ada');
    state.elapsed = 25 * 3_600_000;
    expect(await read(await one.sign(good))).toBeNull();
  });

  test('a set that is no key set harms nobody', async () => {
    let answered = 0;
    const keys: VerificationKeys = jwksKeys({ load: () => Promise.resolve('{"keys": 7}'), elapsed: () => 0, log: { warn: () => (answered += 1) } });
    await until('the line', () => answered === 1);
    expect(reader({ keys })(await signHs256(good))).toBeNull();
  });
});
