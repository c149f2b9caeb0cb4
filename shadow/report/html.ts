import { createHash } from 'node:crypto';
import type { DifferenceGroup, DifferenceSample } from '../../domain/difference.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import { describeComparisons, describeDrops, describeGroup } from './counted.ts';
import { STYLE } from './html-style.ts';
import { html, type Html } from './html-text.ts';
import { describeMismatch, mismatches, rarerAnswers } from './mismatches.ts';
import type { MigrationReport } from './report.ts';
import { formatAnswers, formatMoment, formatPart } from './wording.ts';

/** Nothing may be loaded or run; the style is known by its digest. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;
const STYLE_MARKUP: Html = { markup: STYLE };

/** The report as one file for a browser: no request leaves the machine, and no text of an answer can be anything but text. */
export function htmlReport(report: MigrationReport): string {
  const { group, migration } = report;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>${group}: how the candidate answers</title>
<style>${STYLE_MARKUP}</style>
</head>
<body>
<h1>${group}: how the candidate answers</h1>
<p class="quiet">Migration ${migration}, report of ${new Date(report.at).toISOString()}. All times are UTC. Values are redacted: equal digests (<code>#ab12cd34</code>) of one proxy&#39;s run are equal values.</p>
${summary(report)}
<h2>Differences</h2>
${differing(report)}
<h2>Samples</h2>
${samples(report)}
<h2>Masks</h2>
${masks(report)}
<h2>Journal</h2>
${history(report)}
</body>
</html>
`.markup;
}

function summary(report: MigrationReport): Html {
  const { stop, stops, arrivedAt, at, patterns, now } = report;
  const places = stops.map((each, i) => html`${i > 0 ? ' → ' : ''}<span class="${each === stop ? 'here' : 'there'}">${each}</span>`);
  return html`<p class="stops">${places}</p>
<p>It stands at <b>${stop}</b>${arrivedAt === null ? '' : ` since ${formatMoment(arrivedAt, at)}`}. Route group: ${patterns.map((each) => html`<code>${each}</code> `)}</p>
<h2>Gates and comparisons</h2>
${'unknown' in now ? html`<p class="failed">What the proxies and the world say now could not be read: ${now.unknown}</p>` : html`${verdicts(now.gates)}
<p>Compared since it came to this stop: ${describeComparisons(now)}.</p>
<ul>${describeDrops(now).map((line) => html`<li>${line}</li>`)}</ul>`}`;
}

function verdicts(all: readonly GateVerdict[]): Html {
  return html`<ul>${all.map(({ gate, state, because }) => html`<li><b class="${state}">${gate} ${state}</b>: ${because}</li>`)}</ul>`;
}

function differing({ differences, noise, at }: MigrationReport): Html {
  const all = mismatches(differences);
  const rarer = rarerAnswers(differences);
  if (all.length + rarer + noise.length === 0) return html`<p class="open">No difference was seen.</p>`;
  const byRoute = [...Map.groupBy(all, ({ route }) => route)];
  return html`${byRoute.map(([route, found]) => html`<h3 class="path">${route}</h3>
<ul>${found.map((each) => html`<li class="path">${describeMismatch(each, at)}</li>`)}</ul>
`)}${rarer > 0 ? html`<p>And ${formatAnswers(rarer)} that differ in rarer ways.</p>` : ''}${noise.length > 0 ? html`<h3>Beneath legacy&#39;s own noise</h3>
<ul>${noise.map((line) => html`<li>${line}</li>`)}</ul>` : ''}`;
}

function samples({ differences: { routes, differences }, at }: MigrationReport): Html {
  const compared = new Map(routes.map((each) => [each.route, each.compared]));
  const kept = differences.filter((each) => each.samples.length > 0);
  if (kept.length === 0) return html`<p>None was kept.</p>`;
  return html`<p>Answers that differ in the same fields stand together; their samples are of different times.</p>
${kept.map((group, i) => groupOf(group, compared.get(group.route) ?? null, at, i < 3))}`;
}

function groupOf(group: DifferenceGroup, compared: number | null, at: number, isOpen: boolean): Html {
  const fields = group.fields.map(({ path, kind, count }) => html`<li class="path">${path} (${kind}), in ${formatAnswers(count)}</li>`);
  return html`<details${isOpen ? html` open` : ''}><summary><b>${describeGroup(group)}</b>: ${formatPart(group.count, compared)} <span class="quiet">${group.signature}</span></summary>
<ul>${fields}</ul>
${group.samples.map((sample) => sampleOf(sample, at))}
</details>
`;
}

function sampleOf({ at, request, differences }: DifferenceSample, now: number): Html {
  const cell = (value: string | null) => (value === null ? html`<td class="quiet">none</td>` : html`<td>${value}</td>`);
  return html`<p><span class="quiet">${formatMoment(at, now)}</span> <code>${request}</code></p>
<table><thead><tr><th>Field</th><th>Legacy</th><th>Candidate</th></tr></thead><tbody>
${differences.map(({ path, kind, legacy, candidate }) => html`<tr><td>${path} <span class="quiet">${kind}</span></td>${cell(legacy)}${cell(candidate)}</tr>
`)}</tbody></table>
`;
}

function masks({ masks: { inForce, unordered, proposed } }: MigrationReport): Html {
  if (inForce.length + unordered.length + proposed.length === 0) return html`<p>None: every field that is compared must be equal.</p>`;
  return html`<p>A masked field may differ, but both values must be of its class.</p>
<ul>${inForce.map(([path, mask]) => html`<li><code>${path}</code>: ${mask}</li>`)}${unordered.map((path) => html`<li><code>${path}</code>: in any order</li>`)}</ul>
${proposed.length > 0 ? html`<h3>Proposed, not in force</h3><ul>${proposed.map((line) => html`<li>${line}</li>`)}</ul>` : ''}`;
}

function history({ history: entries, at }: MigrationReport): Html {
  if (entries.length === 0) return html`<p>Nothing yet.</p>`;
  return html`${entries.map((entry) => html`<p><span class="quiet">${formatMoment(entry.at, at)}</span> <b>${entry.what}</b> by ${entry.who}: ${entry.why}</p>
${entry.verdicts.length > 0 ? verdicts(entry.verdicts) : ''}`)}`;
}
