import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HAS_SHOP } from '../../demo/images.ts';
import { BanyanError } from '../../domain/errors.ts';

/** Folders with a Dockerfile, by the image that each stands for. */
export type Folders = Readonly<Record<string, { readonly directory: string }>>;

/**
 * What the sandbox runs of the user's own, with `legacy` in the place of the sample shop's monolith; folders are relative to `directory`.
 * @throws BanyanError USAGE where there is neither a monolith nor the sample shop, or nothing in a folder that could be started
 */
export function ownFolders(directory: string, legacy: string | undefined, images: Readonly<Record<string, string>>): Folders {
  if (legacy === undefined) requireShop();
  const named = { ...images, ...(legacy !== undefined && { 'shop/monolith': legacy }) };
  return Object.fromEntries(Object.entries(named).map(([image, folder]) => [image, { directory: startable(resolve(directory, folder)) }]));
}

/** @throws BanyanError USAGE in an installed package, which comes without the sample shop */
export function requireShop(): void {
  if (HAS_SHOP) return;
  throw new BanyanError('USAGE', 'the sample shop is not in the installed package', { remedy: 'Name your own monolith, `banyan sandbox --legacy <directory>`; or clone the repository, which has the shop.' });
}

function startable(folder: string): string {
  if (existsSync(join(folder, 'Dockerfile'))) return folder;
  throw new BanyanError('USAGE', `there is no Dockerfile in ${folder}`, { remedy: 'Name a folder that has one: its CMD, in the exec form, is what the sandbox runs there.' });
}
