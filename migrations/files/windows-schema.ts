import { z } from 'zod';
import { parseWindow } from '../../domain/window.ts';

/** Hours as people write them, `mon-fri 09:00-17:00 Europe/Berlin`. */
export const windowsSchema = z
  .array(z.string().refine((text) => parseWindow(text) !== undefined, 'is no window such as "mon-fri 09:00-17:00 Europe/Berlin" or "sat,sun 22:00-04:00 UTC"'))
  .transform((texts) => texts.flatMap((text) => parseWindow(text) ?? []));
