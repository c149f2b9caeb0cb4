import { z } from 'zod';
import { parseDuration } from '../../domain/duration.ts';

/** A duration as people write it, in milliseconds. */
export const durationSchema = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'is not a duration such as 500ms, 30s, 10m, 12h or 7d')
  .transform((text) => parseDuration(text) ?? 0);
