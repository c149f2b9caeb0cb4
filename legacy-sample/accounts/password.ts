import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, string, number, { N: number }, Buffer>(scrypt);

/** Work factor of scrypt: some 3 ms a login. */
const COST = { N: 1_024 };

export async function hashPassword(password: string, salt: string): Promise<string> {
  return (await derive(password, salt, 32, COST)).toString('hex');
}

export async function verifyPassword(password: string, salt: string, hash: string): Promise<boolean> {
  return timingSafeEqual(Buffer.from(await hashPassword(password, salt), 'hex'), Buffer.from(hash, 'hex'));
}
