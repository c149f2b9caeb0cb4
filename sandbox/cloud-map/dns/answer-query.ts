import { AUTHORITATIVE_ANSWER, decode, encode, TRUNCATED_RESPONSE, type Answer, type Packet } from 'dns-packet';
import type { DnsAnswer, DnsRecord, Zone } from './zone.ts';

export type Lookup = (name: string, type: string) => DnsAnswer;

const NXDOMAIN = 3;
const NOT_IMPLEMENTED = 4;
const REFUSED = 5;
const RECURSION_DESIRED = 1 << 8;
/** Bytes of an answer over UDP, unless the query says that it takes more; and the most that it may say. */
const UDP_BYTES = 512;
const MAX_UDP_BYTES = 4_096;

/** The answer to a message, encoded; `undefined` for what is no query: garbage, or an answer that would make two servers talk for ever. What is too long for UDP is left out and marked so, to be asked again over TCP. */
export function answerQuery(message: Buffer, lookup: Lookup, transport: 'udp' | 'tcp'): Buffer | undefined {
  const query = read(message);
  if (query === undefined) return undefined;
  const reply = answer(query, lookup);
  const encoded = encode(reply);
  if (transport === 'tcp' || encoded.length <= udpBytes(query)) return encoded;
  return encode({ ...reply, flags: (reply.flags ?? 0) | TRUNCATED_RESPONSE, answers: [], authorities: [], additionals: edns(query) });
}

function read(message: Buffer): Packet | undefined {
  try {
    const packet = decode(message);
    return packet.type === 'query' && packet.questions?.length === 1 ? packet : undefined;
  } catch {
    return undefined;
  }
}

function answer(query: Packet, lookup: Lookup): Packet {
  const [question] = query.questions ?? [];
  const reply: Packet = { type: 'response', id: query.id ?? 0, flags: AUTHORITATIVE_ANSWER | (query.flags ?? 0) & RECURSION_DESIRED, questions: query.questions ?? [], additionals: edns(query) };
  const refusal = (code: number): Packet => ({ ...reply, flags: (reply.flags ?? 0) | code });
  if (question === undefined || opcode(query) !== 0) return refusal(NOT_IMPLEMENTED);
  if (question.class !== 'IN') return refusal(REFUSED);
  const found = lookup(question.name, question.type);
  if (found.kind === 'unknown') return refusal(NXDOMAIN);
  if (found.kind === 'absent') return { ...refusal(NXDOMAIN), authorities: [startOfAuthority(found.zone)] };
  // The name is answered as it was asked for, in its own letters.
  const records = found.records.map((record) => toAnswer({ ...record, name: question.name }));
  if (question.type === 'SOA' && question.name.toLowerCase() === found.zone.name.toLowerCase()) return { ...reply, answers: [startOfAuthority(found.zone)] };
  if (records.length === 0) return { ...reply, authorities: [startOfAuthority(found.zone)] };
  return { ...reply, answers: records, additionals: [...found.additional.map(toAnswer), ...edns(query)] };
}

function toAnswer(record: DnsRecord): Answer {
  return { ...record, class: 'IN' };
}

/** Its last number is for how long "there is nothing" may be kept. */
function startOfAuthority({ name, ttl }: Zone): Answer {
  const data = { mname: `ns-1536.awsdns-00.co.uk`, rname: 'awsdns-hostmaster.amazon.com', serial: 1, refresh: 7_200, retry: 900, expire: 1_209_600, minimum: ttl };
  return { type: 'SOA', class: 'IN', name, ttl, data };
}

function opcode({ flags = 0 }: Packet): number {
  return (flags >> 11) & 0xf;
}

function udpBytes({ additionals = [] }: Packet): number {
  const option = additionals.find((record) => record.type === 'OPT');
  return Math.min(Math.max(option?.type === 'OPT' ? option.udpPayloadSize : 0, UDP_BYTES), MAX_UDP_BYTES);
}

/** A query with the extension is answered with it. */
function edns({ additionals = [] }: Packet): Answer[] {
  if (!additionals.some(({ type }) => type === 'OPT')) return [];
  return [{ type: 'OPT', name: '.', udpPayloadSize: MAX_UDP_BYTES, extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] }];
}
