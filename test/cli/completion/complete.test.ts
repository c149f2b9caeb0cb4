import { expect, test } from '@jest/globals';
import type { Io } from '../../../cli/io.ts';
import { complete } from '../../../cli/completion/complete.ts';
import { createProgram } from '../../../cli/program.ts';
import { exampleMigration } from '../../support/example-migration.ts';

const program = createProgram({} as Io, '');
const after = (...words: string[]) => complete(program, words, [exampleMigration]);

test.each([
  ['verbs', ['sta'], ['status']],
  ['no hidden verb', ['comple'], ['completion']],
  ['verbs after a flag with a value', ['--config', 'x.json', 'appr'], ['approve']],
  ['the groups of the directory', ['step', ''], ['catalog']],
  ['no second group', ['step', 'catalog', ''], []],
  ['flags of the verb and of all', ['retire', 'catalog', '--'], ['--why', '--yes', '--help', '--json', '--config']],
  ['no flag twice', ['retire', 'catalog', '--yes', '--y'], []],
  ['choices of a flag', ['rollback', 'catalog', '--to', ''], ['deploy', 'start']],
  ['stops of the group', ['run', 'catalog', '--until', 'weight:1'], ['weight:10', 'weight:100']],
  ['no stops of a group that there is none of', ['run', 'nothing', '--until', ''], []],
  ['shells', ['completion', 'z'], ['zsh']],
  ['nothing where it is a file', ['report', 'catalog', '--html', ''], []],
  ['nothing for a verb that there is none of', ['nonsense', '--x'], []],
])('completes %s', (_, words, found) => expect(after(...words)).toEqual(found));
