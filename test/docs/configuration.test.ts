import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { SETTINGS, SETTINGS_BY_TOPIC } from '../../proxy/config/config.ts';
import { settingsOf } from '../../scripts/docs/settings.ts';

test('every variable that the proxy reads has its place in docs/configuration.md', () => {
  expect(Object.assign({}, ...Object.values(SETTINGS_BY_TOPIC))).toEqual(SETTINGS);
});

test('a setting is told by its path, what it takes, what it is without one, and its description', () => {
  const inner = z.strictObject({ url: z.url().describe('Where.'), of: z.array(z.enum(['a', 'b'])).default(['a', 'b']).describe('Of what.') });
  const schema = z.strictObject({
    name: z.string().min(8).describe('Its name.'),
    port: z.int().min(1).max(65_535).default(8_080).describe('Its port.'),
    range: z.strictObject({ from: z.int().min(1).multipleOf(10).describe('From.') }).default({ from: 10 }),
    one: z.union([z.literal('all'), z.strictObject({ job: z.string().describe('Which.') })]).optional().describe('One.'),
    many: z.array(inner).default([]).describe('Many.'),
    most: z.literal('none').transform(() => null).or(z.coerce.number().int().min(1)).default(null).describe('Most.'),
    yes: z.boolean().default(false).describe('Yes.'),
  });
  expect(settingsOf(schema)).toEqual([
    ['`name`', 'text, 8 characters at least', 'must be set', 'Its name.'],
    ['`port`', 'whole number, 1–65,535', '`8080`', 'Its port.'],
    ['`range.from`', 'multiple of 10 from 1', '`10`', 'From.'],
    ['`one`', '`all` or `{ job }`', '', 'One.'],
    ['`one.job`', 'text', 'must be set with it', 'Which.'],
    ['`many`', 'list', '', 'Many.'],
    ['`many[].url`', 'URL', 'must be set with it', 'Where.'],
    ['`many[].of`', 'list: `a`, `b`', 'all of them', 'Of what.'],
    ['`most`', '`none` or whole number from 1', '`none`', 'Most.'],
    ['`yes`', '`true`, `false`', '`false`', 'Yes.'],
  ]);
});

test('one without a description is refused', () => {
  expect(() => settingsOf(z.object({ port: z.int() }))).toThrow('port has no description');
});
