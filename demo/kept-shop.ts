import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shop } from './shop/create-shop.ts';

/** A shop, and the port of the name server that its tasks were told. */
export type EarlierShop = Shop & { readonly dnsPort: number };

/** The shop of a kept world, in a file beside the sandbox's own state. */
export interface KeptShop {
  /** Directory for the sandbox's own files. */
  readonly sandbox: string;
  readonly journal: string;
  /** The shop of an earlier run, where there was one. */
  readonly shop: EarlierShop | undefined;
  keep(shop: EarlierShop): Promise<void>;
}

export async function openKeptShop(directory: string): Promise<KeptShop> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'shop.json');
  return {
    sandbox: join(directory, 'sandbox'),
    journal: join(directory, 'journal'),
    shop: await readShop(file),
    async keep(shop) {
      await writeFile(`${file}.new`, `${JSON.stringify(shop, null, 2)}\n`);
      await rename(`${file}.new`, file);
    },
  };
}

async function readShop(file: string): Promise<EarlierShop | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as EarlierShop;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${file} cannot be read (${(error as Error).message}); restore the directory from a copy, or name another to start anew`, { cause: error });
  }
}
