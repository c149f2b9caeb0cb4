import type { DifferenceGroup, DifferenceSample } from '../../domain/difference.ts';
import { describeGroup } from './counted.ts';
import { tableHtml } from './html-table.ts';
import { html, type Html } from './html-text.ts';
import { describeMismatch, mismatches, rarerAnswers } from './mismatches.ts';
import type { MigrationReport } from './report.ts';
import { formatAnswers, formatMoment, formatPart } from './wording.ts';

/** In which fields of which routes answers differ, as sentences. */
export function differencesHtml({ differences, noise, at }: MigrationReport): Html {
  const all = mismatches(differences);
  const rarer = rarerAnswers(differences);
  if (all.length + rarer + noise.length === 0) return html`<p class="open">No difference was seen.</p>`;
  const byRoute = [...Map.groupBy(all, ({ route }) => route)];
  return html`${byRoute.map(([route, found]) => html`<h3 class="path">${route}</h3>
<ul>${found.map((each) => html`<li class="path">${describeMismatch(each, at)}</li>`)}</ul>
`)}${rarer > 0 ? html`<p>And ${formatAnswers(rarer)} that differ in rarer ways.</p>` : ''}${noise.length > 0 ? html`<h3>Beneath legacy&#39;s own noise</h3>
<ul>${noise.map((line) => html`<li>${line}</li>`)}</ul>` : ''}`;
}

/** Differing answers, legacy's beside the candidate's. Values are redacted before they get here. */
export function samplesHtml({ differences: { routes, differences }, at }: MigrationReport): Html {
  const compared = new Map(routes.map((each) => [each.route, each.compared]));
  const kept = differences.filter((each) => each.samples.length > 0);
  if (kept.length === 0) return html`<p>None was kept.</p>`;
  return html`<p>Answers that differ in the same fields stand together; their samples are of different times.</p>
${kept.map((group) => groupOf(group, compared.get(group.route) ?? null, at))}`;
}

function groupOf(group: DifferenceGroup, compared: number | null, at: number): Html {
  const fields = group.fields.map(({ path, kind, count }) => html`<li class="path">${path} (${kind}), in ${formatAnswers(count)}</li>`);
  return html`<article><h4>${describeGroup(group)}: ${formatPart(group.count, compared)} <span class="quiet">${group.signature}</span></h4>
<ul>${fields}</ul>
${group.samples.map((sample) => sampleOf(sample, at))}
</article>
`;
}

function sampleOf({ at, request, differences }: DifferenceSample, now: number): Html {
  const cell = (value: string | null) => value ?? html`<span class="quiet">none</span>`;
  return html`<p><span class="quiet">${formatMoment(at, now)}</span> <code>${request}</code></p>
${tableHtml(['Field', 'Legacy', 'Candidate'], differences.map(({ path, kind, legacy, candidate }) => [html`${path} <span class="quiet">${kind}</span>`, cell(legacy), cell(candidate)]))}
`;
}

/** Fields that may differ. */
export function masksHtml({ masks: { inForce, unordered, proposed } }: MigrationReport): Html {
  if (inForce.length + unordered.length + proposed.length === 0) return html`<p>None: every field that is compared must be equal.</p>`;
  return html`<p>A masked field may differ, but both values must be of its class.</p>
<ul>${inForce.map(([path, mask]) => html`<li><code>${path}</code>: ${mask}</li>`)}${unordered.map((path) => html`<li><code>${path}</code>: in any order</li>`)}</ul>
${proposed.length > 0 ? html`<h3>Proposed, not in force</h3><ul>${proposed.map((line) => html`<li>${line}</li>`)}</ul>` : ''}`;
}
