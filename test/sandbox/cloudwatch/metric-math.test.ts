import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCloudwatch, START, type CloudwatchFixture } from './support.ts';

let fixture: CloudwatchFixture;
beforeAll(async () => {
  fixture = await startCloudwatch();
  await fixture.put('requests', [10, 20, undefined, 40, 50]);
  await fixture.put('errors', [1, undefined, undefined, 2, 0]);
  await fixture.put('below', [-1, 2.5, 0, -4, 3]);
  fixture.clock.now = START + 5 * 60_000;
});
afterAll(() => fixture.close());

const metric = (Id: string, MetricName: string, more: object = {}) => ({ Id, MetricStat: { Metric: { Namespace: 'shop', MetricName }, Period: 60, Stat: 'Sum' }, ReturnData: false, ...more });
const METRICS = [metric('req', 'requests'), metric('err', 'errors'), metric('low', 'below'), metric('none', 'nothing')];
const evaluate = (Expression: string) => fixture.get([...METRICS, { Id: 'e', Expression }]);
const points = async (expression: string) => (await evaluate(expression)).map((result) => result.points);

const filled = (values: readonly number[]) => values.map((value, i) => [i, value]);

describe('an expression', () => {
  test.each<[string, readonly (readonly number[])[]]>([
    // Where one of the two is missing, so is the result.
    ['req + err', [[0, 11], [3, 42], [4, 50]]],
    ['err / req', [[0, 0.1], [3, 0.05], [4, 0]]],
    ['100 * (err / req) - 1', [[0, 9], [3, 4], [4, -1]]],
    ['req - err * 2', [[0, 8], [3, 36], [4, 50]]],
    ['-req', [[0, -10], [1, -20], [3, -40], [4, -50]]],
    ['2 ^ 3 ^ 1 + 0 * req', [[0, 8], [1, 8], [3, 8], [4, 8]]],
    // A division by 0 has no result.
    ['req / err', [[0, 10], [3, 20]]],
    ['req > 20', [[0, 0], [1, 0], [3, 1], [4, 1]]],
    ['req >= 20 AND req != 50', [[0, 0], [1, 1], [3, 1], [4, 0]]],
    ['req == 10 || req == 50', [[0, 1], [1, 0], [3, 0], [4, 1]]],
    ['FILL(err, 0)', filled([1, 0, 0, 2, 0])],
    ['FILL(err, REPEAT)', filled([1, 1, 1, 2, 0])],
    ['FILL(req, LINEAR)', filled([10, 20, 30, 40, 50])],
    ['FILL(none, 0)', filled([0, 0, 0, 0, 0])],
    ['FILL(none, REPEAT)', []],
    ['IF(FILL(req, 0) > 0, FILL(err, 0) / req)', [[0, 0.1], [1, 0], [3, 0.05], [4, 0]]],
    ['IF(req > 20, req, 0)', [[0, 0], [1, 0], [3, 40], [4, 50]]],
    ['IF(1, err, req)', [[0, 1], [3, 2], [4, 0]]],
    ['RATE(req)', [[1, 10 / 60], [3, 20 / 120], [4, 10 / 60]]],
    ['DIFF(req)', [[1, 10], [3, 20], [4, 10]]],
    ['RUNNING_SUM(req)', [[0, 10], [1, 30], [3, 70], [4, 120]]],
    ['ABS(low)', [[0, 1], [1, 2.5], [2, 0], [3, 4], [4, 3]]],
    ['CEIL(low)', [[0, -1], [1, 3], [2, 0], [3, -4], [4, 3]]],
    ['TIME_SERIES(SUM(req))', filled([120, 120, 120, 120, 120])],
    ['req / SUM(req)', [[0, 10 / 120], [1, 20 / 120], [3, 40 / 120], [4, 50 / 120]]],
    ['req - AVG(req)', [[0, -20], [1, -10], [3, 10], [4, 20]]],
    ['req / MAX(req)', [[0, 0.2], [1, 0.4], [3, 0.8], [4, 1]]],
    ['req - MIN(req)', [[0, 0], [1, 10], [3, 30], [4, 40]]],
    ['req / PERIOD(req)', [[0, 10 / 60], [1, 20 / 60], [3, 40 / 60], [4, 50 / 60]]],
    ['TIME_SERIES(DATAPOINT_COUNT(req))', filled([4, 4, 4, 4, 4])],
    // Of a list they take those that have a point.
    ['SUM([req, err])', [[0, 11], [1, 20], [3, 42], [4, 50]]],
    ['AVG([req, err])', [[0, 5.5], [1, 20], [3, 21], [4, 25]]],
    ['SUM(METRICS("r"))', [[0, 11], [1, 20], [3, 42], [4, 50]]],
    ['MAX(METRICS())', [[0, 10], [1, 20], [2, 0], [3, 40], [4, 50]]],
    ['TIME_SERIES(METRIC_COUNT(METRICS()))', filled([4, 4, 4, 4, 4])],
    ['SUM(REMOVE_EMPTY([none, err]))', [[0, 1], [3, 2], [4, 0]]],
    ['FIRST(SORT([err, req], SUM, DESC))', [[0, 10], [1, 20], [3, 40], [4, 50]]],
    ['LAST(SLICE([req, err, low], 0, 2))', [[0, 1], [3, 2], [4, 0]]],
  ])('%s', async (expression, expected) => {
    const [result] = await points(expression);
    expect(result?.map(([at]) => at)).toEqual(expected.map(([at]) => at));
    result?.forEach(([, value], i) => expect(value).toBeCloseTo(expected[i]?.[1] ?? Number.NaN, 9));
  });

  test('that is a list of series has a result for each, under its own id', async () => {
    const results = await evaluate('REMOVE_EMPTY(METRICS()) * 2');
    expect(results.map(({ Id, Label }) => [Id, Label])).toEqual([['e', 'requests'], ['e', 'errors'], ['e', 'below']]);
    expect(results[0]?.points).toEqual([[0, 20], [1, 40], [3, 80], [4, 100]]);
  });

  test('may stand on another, whatever their order', async () => {
    const results = await fixture.get([{ Id: 'b', Expression: 'a + 1' }, { Id: 'a', Expression: 'req * 2', ReturnData: false }, ...METRICS]);
    expect(results).toEqual([{ Id: 'b', Label: 'b', StatusCode: 'Complete', points: [[0, 21], [1, 41], [3, 81], [4, 101]] }]);
  });

  test.each([
    ['req +', "Error in expression 'e': Invalid syntax: the end stands where a value is expected."],
    ['req req', "Error in expression 'e': Invalid syntax: 'req' stands where the end is expected."],
    ['(req', "Error in expression 'e': Invalid syntax: the end stands where ) is expected."],
    ['req % 2', "Error in expression 'e': Unexpected character '%'."],
    ['', 'expression'],
    ['gone + 1', "Error in expression 'e': The id 'gone' is not found among the queries."],
    ['e + 1', "Error in expression 'e': The expression refers to itself through 'e'."],
    ['NOPE(req)', "Error in expression 'e': Unsupported function: NOPE."],
    ["SEARCH('{AWS/ECS}', 'Sum', 60)", "Error in expression 'e': The function SEARCH is not supported by the sandbox."],
    ['SELECT MAX(a) FROM b', "Error in expression 'e': Metrics Insights queries (SELECT) are not supported by the sandbox."],
    ['RATE(req, 2)', "Error in expression 'e': The function RATE takes 1 arguments, not 2."],
    ['SUM(req)', "Error in expression 'e': The result of an expression must be a time series or a list of them; TIME_SERIES makes one of a number."],
    ['constructor(req)', "Error in expression 'e': Unsupported function: constructor."],
    ['[req, 1]', "Error in expression 'e': A list may hold time series only."],
    ['FILL(req, NEVER)', "Error in expression 'e': FILL takes a time series, and a number, REPEAT or LINEAR."],
    [`${'('.repeat(1_000)}req${')'.repeat(1_000)}`, "Error in expression 'e': The expression is nested more than 64 deep."],
    [`req${' + req'.repeat(400)}`, 'has more than 2048 characters'],
  ])('%# that cannot be read is refused, with the reason', async (expression, message) => {
    await expect(evaluate(expression)).rejects.toMatchObject({ Code: 'ValidationError', message: expect.stringContaining(message) });
  });

  test('cannot be made to fill a time without end', async () => {
    const ages = { StartTime: new Date(0), EndTime: new Date(START) };
    await expect(fixture.get([{ Id: 'e', Expression: 'TIME_SERIES(1)', Period: 1 }], 5, ages)).rejects.toMatchObject({ message: expect.stringContaining('more than 100800 periods') });
  });
});
