import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BanyanError } from '../../domain/errors.ts';
import { patternProblem } from '../../domain/route-group.ts';
import { surveyAccount, type AccountSurvey } from '../../migrations/adapters/aws/survey-account.ts';
import { draftMigration, FILL_IN } from '../drafts/draft-migration.ts';
import type { CommonOptions, Io } from '../io.ts';
import { printBroken } from '../terminal/print-broken.ts';
import { lookPatiently } from '../waiting/look-patiently.ts';
import { adoptAwsEnvironment } from '../parts/open-engine.ts';
import { migrationFileNames, writeNew } from '../drafts/write-draft.ts';
import { choose, configOf, type Choice, type Given } from './choose.ts';

export interface InitOptions extends CommonOptions, Given {
  readonly region?: string;
  readonly endpoint?: string;
  /** The first route group, and its patterns. */
  readonly group: string;
  readonly route?: readonly string[];
  readonly dryRun?: boolean;
}

const CONFIG = 'banyan.config.json';
const MIGRATIONS = 'migrations';
const PORT = 3000;

/** Writes a configuration and a first migration file from what stands in the account, or shows what they would be. What is there already is never written over. */
export async function init(io: Io, options: InitOptions): Promise<void> {
  const place = placeOf(io, options);
  if (!options.dryRun && existsSync(join(io.directory, CONFIG))) throw new BanyanError('USAGE', `there is a ${CONFIG} in ${io.directory} already; nothing was written`, { remedy: 'Move it away first, or look with --dry-run.' });
  checkRoutes(options.route ?? []);
  adoptAwsEnvironment(io.environment);
  const survey = await lookPatiently(io, () => surveyAccount(place, { now: io.now, sleep: io.sleep }));
  const choices = choose(survey, await askFor(io, options, survey));
  const config = `${JSON.stringify(configOf(choices, place), null, 2)}\n`;
  const migration = draftMigration({ name: options.group, patterns: options.route ?? [`/${FILL_IN}*`], port: PORT, notes: [options.route ? 'The first route group.' : 'Fill in: the paths of the first route group; `banyan discover` proposes some.'] });
  const names = await migrationFileNames(join(io.directory, MIGRATIONS), [options.group]);
  const file = join(MIGRATIONS, names.get(options.group) ?? '');
  const isNew = !options.dryRun;
  const written = isNew ? { [CONFIG]: await writeNew(io.directory, CONFIG, config), [file]: await writeNew(join(io.directory, MIGRATIONS), names.get(options.group) ?? '', migration) } : {};
  const missing = choices.filter(({ value }) => value === null);
  if (options.json) return io.out(JSON.stringify({ choices, missing: missing.map(({ member }) => member), written, files: { [CONFIG]: JSON.parse(config) as unknown, [file]: migration } }));
  tell(io, choices);
  if (isNew) for (const [name, state] of Object.entries(written)) io.out(`${name}: ${state}`);
  else io.out(`\nWould be ${CONFIG}:\n${config}\nand ${file}:\n${migration}`);
  io.out('');
  printBroken(io, `Left to do: ${[...missing.map(({ member }) => `fill in ${member}`), `name the candidate’s image in ${file}`, 'set UNLEASH_ADMIN_TOKEN', 'run `banyan verify`'].join('; ')}.`);
}

function placeOf({ environment }: Io, { region = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'], endpoint = environment['AWS_ENDPOINT_URL'] }: InitOptions): { region: string; endpoint?: string } {
  if (region === undefined) throw new BanyanError('USAGE', 'no region: neither --region nor AWS_REGION says where to look');
  return { region, ...(endpoint !== undefined && { endpoint }) };
}

function checkRoutes(routes: readonly string[]): void {
  const problems = routes.map(patternProblem).filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new BanyanError('USAGE', problems.join('; '));
}

/** What somebody at a terminal is asked for where it was not found. */
const QUESTIONS = [
  { name: 'listener', member: 'aws.listener', question: 'ARN of the listener in front of the monolith' },
  { name: 'proxy', member: 'proxy.service', question: 'ECS service of the proxy' },
  { name: 'unleash', member: 'unleash.url', question: 'URL of Unleash' },
] as const;

/** On a terminal, what was not found is asked for, unless an earlier answer tells it; an empty answer leaves it to be filled in. */
async function askFor(io: Io, options: InitOptions, survey: AccountSurvey): Promise<Given> {
  let given: Given = options;
  if (!io.ask || options.json) return given;
  for (const { name, member, question } of QUESTIONS) {
    const missing = choose(survey, given).find((choice) => choice.member === member && choice.value === null);
    if (!missing) continue;
    const answer = (await io.ask(`${question} (${missing.because}): `).catch(orInterrupted(io))).trim();
    if (answer !== '') given = { ...given, [name]: answer };
  }
  return given;
}

function orInterrupted({ signal }: Io) {
  return (error: unknown): never => {
    throw signal.aborted ? new BanyanError('INTERRUPTED', 'nothing was written', { cause: error, remedy: 'Run it again; what it asks for can be given as flags, `banyan init --help`.' }) : error;
  };
}

function tell(io: Io, choices: readonly Choice[]): void {
  for (const { member, value, because } of choices) io.out(`${value === null ? '?' : '✓'} ${member.padEnd(18)} ${value === null ? '' : `${typeof value === 'string' ? value : JSON.stringify(value)}\n${' '.repeat(21)}`}${because}`);
}
