import { createHash } from 'node:crypto';
import { Router } from 'express';
import { customerOf, readSession } from '../accounts/sessions.ts';
import { sendJson } from '../http/api.ts';
import type { Deps } from '../http/deps.ts';
import { badRequest, notFound } from '../http/http-error.ts';
import { ImageShelf } from './image-shelf.ts';
import { readReviewForm } from './read-review-form.ts';

/** At most 32 MiB of images are kept. */
const IMAGES_KEPT = 64;

/** Reviews are read by a person before they count: sending one changes no product's rating. */
export function reviewRoutes(deps: Deps): Router {
  const { db, now, newId } = deps;
  const images = new ImageShelf(IMAGES_KEPT);
  const router = Router();
  router.post('/reviews', readSession(deps), async (req, res) => {
    const customer = customerOf(res);
    const { fields, image } = await readReviewForm(req);
    const { sku = '', rating = '', text = '' } = fields;
    if (!/^[1-5]$/.test(rating)) throw badRequest('rating must be a whole number from 1 to 5');
    const id = newId();
    const sha256 = image && createHash('sha256').update(image.bytes).digest('hex');
    const { rows } = await db.query(
      `insert into reviews (id, product_id, customer_id, rating, text, image_sha256, image_bytes, created_at)
         select $1, p.id, $3, $4, $5, $6, $7, $8 from products p where p.sku = $2 returning id`,
      [id, sku.replaceAll('\0', ''), customer.id, Number(rating), text.replaceAll('\0', ''), sha256 ?? null, image?.bytes.length ?? null, new Date(now())],
    );
    if (rows.length === 0) throw notFound(`No product has the sku ${sku}`);
    if (image) images.put(id, image);
    const sent = image ? { image: { url: `/api/reviews/${id}/image`, bytes: image.bytes.length, sha256 } } : {};
    sendJson(res, deps, { review: { id, sku, rating: Number(rating), ...sent } }, 201);
  });
  router.get('/reviews/:id/image', (req, res) => {
    const image = images.get(req.params.id);
    if (!image) throw notFound('That image is not here');
    res.type(image.type).set('X-Content-Type-Options', 'nosniff').send(image.bytes);
  });
  return router;
}
