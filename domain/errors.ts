/**
 * Everything Banyan refuses or fails with. One line a code: the exit status of the command line, and how to solve it.
 * `docs/errors.md` is written from it.
 */
export const ERRORS = {
  USAGE: { exit: 2, remedy: 'Run the command with --help.' },
  CONFIG_NOT_FOUND: { exit: 2, remedy: 'Start `banyan sandbox`, or write banyan.config.json (docs/configuration.md), or name one with --config.' },
  CONFIG_INVALID: { exit: 2, remedy: 'Correct the named members of the configuration; docs/configuration.md lists them all.' },
  MIGRATION_INVALID: { exit: 2, remedy: 'Correct the named members of the migration file; docs/migrations.md lists them all.' },
  MIGRATION_NOT_FOUND: { exit: 2, remedy: 'Name a route group that has a migration file; `banyan status` lists them.' },
  ROUTES_OVERLAP: { exit: 2, remedy: 'Change one of the two patterns so that no request matches both.' },
  STOP_NOT_FOUND: { exit: 2, remedy: 'Name one of the stops that `banyan plan` lists.' },
  CREDENTIALS_MISSING: { exit: 2, remedy: 'Give AWS credentials the way the AWS CLI takes them (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, a role), and the Unleash admin token in UNLEASH_ADMIN_TOKEN.' },
  AWS_UNREACHABLE: { exit: 1, remedy: 'Check the region, the network and, for the sandbox, that it is still running. Run the command again: what the call did, if it did anything, is seen and not done twice.' },
  AWS_THROTTLED: { exit: 1, remedy: 'Wait a minute and run the command again; it goes on from where it stands. Others in the account use the same quota.' },
  AWS_REFUSED: { exit: 1, remedy: 'Read what AWS says. Where a permission is missing, docs/permissions.md lists what Banyan needs.' },
  UNLEASH_UNREACHABLE: { exit: 1, remedy: 'Check unleash.url and the network. The proxies go on with the flags they have, and with legacy where they have none.' },
  UNLEASH_REFUSED: { exit: 1, remedy: 'Read what Unleash says; the token must be an admin token for the project and environment of the configuration.' },
  PROXY_UNREACHABLE: { exit: 1, remedy: 'Check that the proxy service runs and that its operators’ port is reachable from here.' },
  MOVER_UNREACHABLE: { exit: 1, remedy: 'Check that the mover runs and that its admin port is reachable from here. Writes go on where they are owned; the command can be run again.' },
  MOVER_REFUSED: { exit: 1, remedy: 'Read what the mover says; nothing was changed. `banyan status` shows how the data stands.' },
  WRITES_WOULD_BE_LOST: { exit: 1, remedy: 'The candidate keeps the group: nothing flows back any more. Bring its rows back by a migration of your own before legacy may answer again.' },
  FOREIGN_RESOURCE: { exit: 1, remedy: 'Rename the candidate in the migration file, or remove the named resource: Banyan changes only what bears its tags.' },
  LISTENER_UNSUITABLE: { exit: 1, remedy: 'Point aws.listener at the listener of the monolith: its default action must forward to one target group.' },
  NO_FREE_PRIORITY: { exit: 1, remedy: 'Widen `priorities` in the configuration, or remove rules that are no longer needed.' },
  JOURNAL_UNREADABLE: { exit: 1, remedy: 'Restore what is named from a copy, or correct the name and the permissions of the journal. Banyan does not guess where a migration stands.' },
  JOURNAL_UNWRITABLE: { exit: 1, remedy: 'Make room on the disk, or correct the name and the permissions of the journal. Nothing was changed: a change is written down before it is made.' },
  JOURNAL_LOST: { exit: 1, remedy: 'Name the journal’s place in the configuration, or give the migration file the name that it had. Where the journal is truly lost, `banyan rollback GROUP --to start --why "…"` takes down what is there, and the group begins anew.' },
  JOURNAL_CONFLICT: { exit: 1, remedy: 'Somebody else moved this migration at the same moment. Look with `banyan status`, then run the command again if it is still what you want.' },
  HELD: { exit: 3, remedy: 'Wait until the gate opens (`banyan run` waits by itself), or roll back.' },
  ROLLED_BACK: { exit: 4, remedy: 'Read why with `banyan report`; mend the candidate, then run the migration again.' },
  NOT_CONVERGED: { exit: 1, remedy: 'Look at what still differs and at the events of the ECS service; run the command again, it goes on from where it stands.' },
  FILE_UNWRITABLE: { exit: 1, remedy: 'Name a file in a folder that exists and that you may write to.' },
  PORT_UNAVAILABLE: { exit: 1, remedy: 'Name another port with --port (0 is any that is free), and an address of this machine with --host.' },
  PAGE_REFUSED: { exit: 1, remedy: 'Open the page by the address that `banyan serve` prints, and log in with its token (docs/dashboard.md).' },
  SANDBOX_FAILED: { exit: 1, remedy: 'Read the named log; the sandbox needs loopback addresses (127.0.0.0/8) and free ports.' },
  RECORDING_INVALID: { exit: 2, remedy: 'Name a directory that `banyan record` has written, whole and with its key; what is wrong with this one stands above.' },
  RECORDING_UNWRITABLE: { exit: 1, remedy: 'Make room on the disk, correct the permissions, or name another directory with --out. What was recorded before can be replayed.' },
  TRAFFIC_UNREADABLE: { exit: 2, remedy: 'Name access logs of an Application Load Balancer with --alb-log, of the proxies with --proxy-log, gzipped or plain, or HAR 1.2 files with --har.' },
  INTERRUPTED: { exit: 130, remedy: 'Run the command again: it goes on from where the world stands.' },
  INTERNAL: { exit: 70, remedy: 'This is a defect of Banyan. Report it with the text above.' },
} as const satisfies Record<string, { exit: number; remedy: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** The only error that leaves a module of Banyan: what happened and where in the message, how to solve it in `remedy`. */
export class BanyanError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly exit: number;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown; remedy?: string }) {
    super(message, options && 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'BanyanError';
    this.code = code;
    this.remedy = options?.remedy ?? ERRORS[code].remedy;
    this.exit = ERRORS[code].exit;
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
