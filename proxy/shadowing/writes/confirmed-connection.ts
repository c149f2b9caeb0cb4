import { Client } from 'undici';
import { connector } from '../../forwarding/dial.ts';
import type { Dial } from '../../forwarding/dial.ts';
import { MAX_ANSWER_HEADER_BYTES } from '../../forwarding/limits.ts';
import { headerOf } from '../../forwarding/upstream-answer.ts';
import type { UpstreamAddress } from '../../forwarding/upstream-address.ts';
import { COPIES_PATH, COPY_HEADER } from '../../../shadow/copies/copy-token.ts';
import type { SealedAsk } from './seal.ts';

/** A connection whose other end has said that it knows copies. It is never replaced by another one unasked. */
export interface ConfirmedConnection {
  readonly client: Client;
  readonly isOpen: () => boolean;
}

/** Opens a connection and asks. `unsupported`: whoever answered knows nothing of copies. Rejects where nobody answers. */
export async function openConfirmed(dial: Dial, to: UpstreamAddress, ask: SealedAsk, host: string, signal: AbortSignal): Promise<ConfirmedConnection | 'unsupported'> {
  let isOpen = true;
  const open = connector(() => dial(to));
  let isFirst = true;
  const client = new Client('http://candidate', {
    pipelining: 1,
    keepAliveTimeout: 4_000,
    maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
    headersTimeout: 0,
    bodyTimeout: 0,
    // Behind the same name there may be another task, of an older release: a second connection is another conversation.
    connect: (options, callback) => {
      if (!isFirst) return callback(new Error('the connection that had been confirmed is gone'), null);
      isFirst = false;
      open(options, callback);
    },
  });
  client.on('disconnect', () => (isOpen = false)).on('connectionError', () => (isOpen = false));
  try {
    const answer = await client.request({ path: COPIES_PATH, method: 'GET', headers: ['Host', host, COPY_HEADER, ask.token], responseHeaders: 'raw', signal });
    await answer.body.dump();
    if (ask.verdictOf(headerOf({ rawHeaders: answer.headers as unknown as string[] }, COPY_HEADER)) === 'taken') return { client, isOpen: () => isOpen };
  } catch (error) {
    await client.destroy();
    throw error;
  }
  await client.destroy();
  return 'unsupported';
}
