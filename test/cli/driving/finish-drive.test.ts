import { describe, expect, test } from '@jest/globals';
import { finishDrive } from '../../../cli/driving/finish-drive.ts';
import type { GateVerdict } from '../../../domain/gate.ts';
import { exampleMigration } from '../../support/example-migration.ts';

describe('a step that is held says what helps', () => {
  test.each([
    ['a person’s hold', 'hold' as const, /`banyan resume catalog`/],
    ['a yes to retiring', 'retire' as const, /`banyan retire catalog --yes/],
    ['a gate', 'parity' as const, /^Wait until the gate opens/],
  ])('%s', (_, gate, remedy) => {
    const verdicts: GateVerdict[] = [{ gate, state: 'held', because: 'ada holds it', evidence: {} }];
    const finish = () => finishDrive({} as never, {}, exampleMigration, { kind: 'held', stop: { kind: 'front', percent: 100 }, because: 'ada holds it', verdicts });
    expect(finish).toThrow(expect.objectContaining({ code: 'HELD', remedy: expect.stringMatching(remedy) }));
  });
});
