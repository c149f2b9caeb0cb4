import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of `package.json`: above this one, in a checkout as in what is published. */
export const PACKAGE = [folder('..'), folder('../..')].find((each) => existsSync(join(each, 'package.json'))) ?? folder('..');
export const PROXY = folder('../proxy');

/** The images the sandbox can run: each is a folder, started as its Dockerfile says, or an image that was built from it. */
export const IMAGES = {
  'shop/monolith': { directory: folder('../legacy-sample') },
  'shop/catalog': { directory: folder('../services/catalog') },
  'shop/accounts': { directory: folder('../services/accounts') },
  'shop/orders': { directory: folder('../services/orders') },
  'banyan/proxy': { directory: PROXY },
} as const;

/** Whether the sample shop is here: it is in a checkout, and is not published. */
export const HAS_SHOP = existsSync(IMAGES['shop/monolith'].directory);

function folder(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
