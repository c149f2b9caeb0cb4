import { read } from './source-files.ts';

/** The blocks of a page that are for a shell, in order, each as its lines. */
export function shellBlocks(page: string): readonly (readonly string[])[] {
  return [...read(page).matchAll(/^```sh\n([^]*?)^```/gm)].map(([, text = '']) => text.trim().split('\n'));
}
