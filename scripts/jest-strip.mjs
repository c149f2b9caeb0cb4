// Lets Jest run our TypeScript exactly as Node does: types are blanked out, so lines and columns stay true.
import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

export default {
  canInstrument: false,
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
  getCacheKey: (source, filename, { configString, instrument }) =>
    createHash('sha256').update([process.version, filename, source, configString, String(instrument)].join('\0')).digest('hex').slice(0, 32),
};
