import { fileURLToPath } from 'node:url';

/** The images the sandbox can run: each is a local build of a folder, started as its Dockerfile says. */
export const IMAGES = {
  'shop/monolith': { directory: folder('../legacy-sample') },
  'shop/catalog': { directory: folder('../services/catalog') },
  'banyan/proxy': { directory: folder('../proxy') },
} as const;

function folder(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
