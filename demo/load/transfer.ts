import { createHash } from 'node:crypto';
import { FormData } from 'undici';
import { checkStatus, readJson } from './read-answer.ts';
import { check } from './shop-client.ts';
import type { Step } from './visitor.ts';

/** The large things: an image sent up, a long list fetched down. */

const IMAGE_BYTES = 100 * 1_024;
/** The export pauses on purpose, and a busy machine adds to it. */
const EXPORT_TIMEOUT_MS = 60_000;

/** A review with an image of 100 KiB; the shop must have received every byte of it. */
export const sendReview: Step = async (visitor) => {
  const product = visitor.aProduct();
  if (!product) return;
  const image = Buffer.alloc(IMAGE_BYTES, `${visitor.random.next()}`);
  const form = new FormData();
  form.set('sku', product.sku);
  form.set('rating', String(visitor.random.between(1, 5)));
  form.set('text', 'Just what I was looking for.');
  form.set('image', new Blob([image], { type: 'image/jpeg' }), 'photo.jpg');
  await visitor.send({ kind: 'review', method: 'POST', path: '/api/reviews', form }, (answer) => {
    const { review } = readJson<{ review: { readonly sku: string; readonly image?: { readonly bytes: number; readonly sha256: string } } }>(answer, 201);
    check(review?.sku === product.sku, `the review is not of ${product.sku}`);
    check(review.image?.bytes === image.length && review.image.sha256 === createHash('sha256').update(image).digest('hex'), 'the image did not arrive whole');
  });
};

/** The warehouse's list of everything, which comes slowly. */
export const download: Step = async (visitor) => {
  await visitor.send({ kind: 'export', path: '/export/products.csv', timeoutMs: EXPORT_TIMEOUT_MS }, (answer) => {
    checkStatus(answer, 200);
    const lines = answer.text.split('\r\n');
    check(lines[0] === 'sku,name,brand,price,stock', 'this is not the list of products');
    check(lines.length > 1_000 && lines.at(-1) === '', 'the list is cut off');
  });
};
