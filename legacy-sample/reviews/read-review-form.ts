import type { Request } from 'express';
import createParser from 'busboy';
import { HttpError, badRequest } from '../http/http-error.ts';
import type { Image } from './image-shelf.ts';

export interface ReviewForm {
  readonly fields: Readonly<Record<string, string>>;
  readonly image?: Image;
}

/** 512 KiB; a larger image is refused before more of it is kept. */
const MAX_IMAGE_BYTES = 512 * 1_024;
const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/webp'];

/** Reads a `multipart/form-data` review as it streams in: text fields, and at most one `image`. */
export function readReviewForm(req: Request): Promise<ReviewForm> {
  return new Promise((resolve, reject) => {
    const parser = openParser(req);
    const fields: Record<string, string> = {};
    let image: Image | undefined;
    const refuse = (error: Error): void => {
      req.unpipe(parser);
      // What is still coming is read and dropped: a caller that is sending gets to see the answer.
      req.resume();
      reject(error);
    };

    parser.on('field', (name, value) => {
      fields[name] = value;
    });
    parser.on('file', (name, file, { mimeType }) => {
      // A connection that breaks off in the middle of an image reports it here as well as on the parser.
      file.on('error', refuse);
      if (name !== 'image' || !IMAGE_TYPES.includes(mimeType)) return refuse(badRequest(`image must be one of ${IMAGE_TYPES.join(', ')}`));
      const chunks: Buffer[] = [];
      file.on('data', (chunk: Buffer) => chunks.push(chunk));
      file.on('limit', () => refuse(new HttpError(413, 'too_large', `An image may have ${MAX_IMAGE_BYTES} bytes`)));
      file.on('end', () => {
        image = { type: mimeType, bytes: Buffer.concat(chunks) };
      });
    });
    parser.on('error', () => refuse(badRequest('The form cannot be read')));
    parser.on('close', () => resolve({ fields, ...(image ? { image } : {}) }));
    req.on('error', () => refuse(badRequest('The form broke off')));
    req.pipe(parser);
  });
}

function openParser(req: Request): ReturnType<typeof createParser> {
  try {
    return createParser({ headers: req.headers, limits: { fileSize: MAX_IMAGE_BYTES, files: 1, fields: 8, fieldSize: 4_096 } });
  } catch {
    throw badRequest('A review is sent as multipart/form-data');
  }
}
