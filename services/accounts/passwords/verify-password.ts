import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, string, number, { N: number }, Buffer>(scrypt);

/** Work factor of scrypt: what the monolith's hashes were made with. */
const COST = { N: 1_024 };

/** Of whom there is none: checking a password against it takes as long as checking one that exists. */
const NOBODY = { password_salt: '0000000000000000', password_hash: '00'.repeat(32) };

/** Whether that is the customer's password. Takes as long where there is no such customer: the monolith tells the two apart by its speed. */
export async function verifyPassword(password: unknown, customer: { readonly password_salt: string; readonly password_hash: string } | undefined): Promise<boolean> {
  const { password_salt, password_hash } = customer ?? NOBODY;
  const derived = await derive(typeof password === 'string' ? password.slice(0, 1_024) : '', password_salt, 32, COST);
  return timingSafeEqual(derived, Buffer.from(password_hash, 'hex')) && customer !== undefined && typeof password === 'string';
}
