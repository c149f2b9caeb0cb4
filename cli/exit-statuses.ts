/** What a command ends with. Every error of the table in domain/errors.ts has one of them; docs/cli.md is written from it. */
export const EXIT_STATUSES: Readonly<Record<number, string>> = {
  0: 'It is done, or what was asked for is as it should be.',
  1: 'It failed, `verify` found something that is not as it must be, or `status` shows a group of which something cannot be read. The error’s code says what, and its remedy what to do.',
  2: 'It was not understood: wrong use, configuration or migration file, or a name that there is none of. Nothing outside was changed.',
  3: 'It is held: a gate is not open, somebody holds the migration, or `replay` found answers that do not agree.',
  4: 'The group was taken back to legacy.',
  70: 'A defect of Banyan.',
  130: 'It was interrupted (Ctrl-C) before its end. What it leaves stands in the message. What lasts until Ctrl-C anyway (`sandbox`, `serve`, `watch`, `mover`, `record`) ends with 0.',
};
