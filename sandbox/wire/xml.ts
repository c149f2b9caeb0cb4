import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';

/** What the SDK's schemas call a string. */
export const STRING = 0;
const STRUCTURE = 3;
const DATE_TIME = 5;

/** How the SDK's reader and writer of XML are told AWS's ways. */
export const XML_SETTINGS = { timestampFormat: { default: DATE_TIME, useTrait: true } } as never;

/** A schema in the SDK's own form, for what stands around a result. */
export function structure(name: string, members: Readonly<Record<string, unknown>>, xmlns?: string): unknown {
  return [STRUCTURE, '', name, xmlns === undefined ? 0 : { xmlNamespace: ['', xmlns] }, Object.keys(members), Object.values(members)];
}

/** The value as XML that any parser takes. */
export function xml(schema: unknown, value: unknown): string {
  const serializer = new XmlShapeSerializer(XML_SETTINGS);
  serializer.write(NormalizedSchema.of(schema as never), value);
  return withoutControls(String(serializer.flush()));
}

/** XML has no way to write most control characters and half pairs, which a caller may have sent. */
function withoutControls(text: string): string {
  return text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
