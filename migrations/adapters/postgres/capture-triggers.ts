import type { Trigger } from './triggers.ts';

// TRUNCATE's triggers fire after the fence, by their names.

/** They write changes into the outbox. */
export const OUTBOX_TRIGGERS: readonly Trigger[] = [
  { name: 'banyan_capture', fires: 'after insert or update or delete', each: 'row', calls: 'banyan.capture' },
  { name: 'banyan_rows_truncate', fires: 'before truncate', each: 'statement', calls: 'banyan.capture_truncate' },
];

/** What the log does not tell by itself: which rows TRUNCATE has taken. */
export const LOG_TRIGGERS: readonly Trigger[] = [{ name: 'banyan_log_truncate', fires: 'before truncate', each: 'statement', calls: 'banyan.log_truncate' }];
