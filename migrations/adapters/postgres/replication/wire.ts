import { Client, type ClientConfig } from 'pg';
import { SETTINGS } from '../database.ts';

export interface Wire {
  /** The server sends nothing more than is on its way, until it may go on. */
  pause(): void;
  resume(): void;
  /** Says up to where the log is not needed any more. */
  confirm(position: bigint): void;
  close(): void;
}

export interface WireEvents {
  /** A piece of what the slot's plugin makes of the log. */
  readonly onData: (bytes: Buffer) => void;
  /** Everything up to there has been sent. */
  readonly onAlive: (position: bigint, wantsAnswer: boolean) => void;
  readonly onEnd: (error: Error) => void;
}

/** What `pg` has and its types do not tell of. */
interface CopyBoth {
  readonly stream: { pause(): void; resume(): void; destroy(): void };
  on(event: 'copyData', listener: (message: { readonly chunk: Buffer }) => void): void;
  once(event: 'replicationStart', listener: () => void): void;
  sendCopyFromChunk(chunk: Buffer): void;
}

const DATA = 0x77;
const ALIVE = 0x6b;

/**
 * A slot's stream, by the streaming replication protocol. The library that reads its messages has a service for this too, which confirms one byte more than it is told: a transaction whose commit is written
 * at that very place would not be sent again after a break.
 * @throws what the server refuses it with
 */
export async function openWire(url: string, slot: string, publication: string, { onData, onAlive, onEnd }: WireEvents): Promise<Wire> {
  const client = new Client({ connectionString: url, application_name: 'banyan mover, capturing', keepAlive: true, connectionTimeoutMillis: 10_000, replication: 'database', options: startOptions() } as ClientConfig);
  client.on('error', onEnd);
  await client.connect();
  const { connection } = client as unknown as { readonly connection: CopyBoth };
  connection.on('copyData', ({ chunk }) => {
    if (chunk[0] === DATA) onData(chunk.subarray(25));
    else if (chunk[0] === ALIVE) onAlive(chunk.readBigUInt64BE(1), chunk[17] === 1);
  });
  const started = new Promise<void>((resolve) => connection.once('replicationStart', resolve));
  const streaming = client.query(`START_REPLICATION SLOT "${slot}" LOGICAL 0/0 (proto_version '1', publication_names '${publication}', messages 'true')`);
  const ended = streaming.then(() => Promise.reject(new Error('the server has ended the stream of changes')));
  ended.catch(onEnd);
  try {
    await Promise.race([started, ended]);
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    pause: () => connection.stream.pause(),
    resume: () => connection.stream.resume(),
    confirm: (position) => connection.sendCopyFromChunk(standingAt(position)),
    close: () => connection.stream.destroy(),
  };
}

/** "Written, flushed and applied up to here", at a time that nobody looks at. */
function standingAt(position: bigint): Buffer {
  const message = Buffer.alloc(34);
  message[0] = 0x72;
  for (const place of [1, 9, 17]) message.writeBigUInt64BE(position, place);
  return message;
}

/** The settings of every session of the mover's, as options of the start: this connection takes no statements. */
function startOptions(): string {
  return [...SETTINGS.matchAll(/set (\w+) = '?([^';]*)'?/g)].map(([, name, value]) => `-c ${name}=${value?.replaceAll(' ', '\\ ')}`).join(' ');
}

