import { z } from 'zod';
import { configSchema } from '../../cli/config/config-schema.ts';
import { SETTINGS_BY_TOPIC } from '../../proxy/config/config.ts';
import { markdownTable } from './markdown-table.ts';
import { settingsOf } from './settings.ts';

/** The tables of docs/configuration.md: `file`, and one for each topic of the proxy's environment. */
export function configurationTables(): Readonly<Record<string, string>> {
  const ofTopics = Object.entries(SETTINGS_BY_TOPIC).map(([topic, settings]) => [topic, table('variable', z.object(settings))]);
  return { file: table('member', configSchema), ...Object.fromEntries(ofTopics) };
}

function table(what: string, schema: z.ZodObject): string {
  return markdownTable([what, 'takes', 'default', 'what it is'], settingsOf(schema));
}
