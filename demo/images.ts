import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The images the sandbox can run: each is a local build of a folder, started as its Dockerfile says. */
export const IMAGES = {
  'shop/monolith': { directory: folder('../legacy-sample') },
  'shop/catalog': { directory: folder('../services/catalog') },
  'shop/accounts': { directory: folder('../services/accounts') },
  'shop/orders': { directory: folder('../services/orders') },
  'banyan/proxy': { directory: folder('../proxy') },
} as const;

/** Whether the sample shop is here: it is in a checkout, and is not published. */
export const HAS_SHOP = existsSync(IMAGES['shop/monolith'].directory);

function folder(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
