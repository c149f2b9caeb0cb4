import { PgoutputPlugin, type Pgoutput } from 'pg-logical-replication';

/** A value of a message; `undefined`: it has not changed and was too large to be said again. */
export type Values = Readonly<Record<string, string | null | undefined>>;

/** What makes messages of the bytes that `pgoutput` sends, of one stream. Values stay the database's own text. */
export function createDecoder(): (bytes: Buffer) => Pgoutput.Message {
  const plugin = new PgoutputPlugin({ protoVersion: 1, publicationNames: [], messages: true });
  return (bytes) => {
    const message = plugin.parse(bytes);
    if (message.tag === 'relation') for (const column of message.columns) column.parser = (text: string) => text;
    return message;
  };
}
