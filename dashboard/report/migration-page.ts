import { createHash } from 'node:crypto';
import { describeComparisons, describeDrops } from '../../shadow/report/counted.ts';
import { html, type Html } from '../../shadow/report/html-text.ts';
import { differencesHtml, masksHtml, samplesHtml } from '../../shadow/report/html.ts';
import type { MigrationReport } from '../../shadow/report/report.ts';
import { formatMoment } from '../../shadow/report/wording.ts';
import { dataHtml } from './data-html.ts';
import { splitFigure } from './split-figure.ts';
import { driftHtml, gatesHtml, journalHtml, movesHtml, rollBacksHtml, saidHtml } from './story-html.ts';
import type { Story } from './story.ts';
import { STYLE } from './style.ts';

/** Nothing may be loaded or run; the style is known by its digest. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;
const STYLE_MARKUP: Html = { markup: STYLE };

/** A migration as one file for a browser or a printer: no request leaves the machine, and no text of an answer or of the journal can be anything but text. */
export function migrationPage(report: MigrationReport, story: Story): string {
  const { group, migration, at, now } = report;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>${group}: how it moves</title>
<style>${STYLE_MARKUP}</style>
</head>
<body>
<header><h1>${group}: from legacy to a service of its own</h1>
<p class="quiet">Migration ${migration}, report of ${new Date(at).toISOString()}. All times are UTC. Values are redacted: equal digests (<code>#ab12cd34</code>) of one proxy&#39;s run are equal values.</p></header>
<main>
${standing(report)}
<h2>Split over time, as it was asked for</h2>
${splitFigure(story.asked, at)}
<h2>Moves, and what spoke for them</h2>
${movesHtml(story, at)}
<h2>Who decided</h2>
${saidHtml(story, at)}
<h2>Roll-backs</h2>
${rollBacksHtml(story, at)}
<h2>Drift</h2>
${driftHtml(story, 'unknown' in now ? [] : now.drift, at)}
${!('unknown' in now) && now.data ? html`<h2>Data</h2>${dataHtml(now.data)}` : ''}
<h2>Differences</h2>
${differencesHtml(report)}
<h3>Samples</h3>
${samplesHtml(report)}
<h2>Masks</h2>
${masksHtml(report)}
<h2>Journal</h2>
${journalHtml(story, at)}
</main>
</body>
</html>
`.markup;
}

function standing({ stop, stops, arrivedAt, at, patterns, now }: MigrationReport): Html {
  const here = stops.indexOf(stop);
  const places = stops.map((each, n) => html`<li class="${n === here ? 'here' : n < here ? 'done' : 'ahead'}">${each}</li>`);
  return html`<ol class="stops">${places}</ol>
<p>It stands at <b>${stop}</b>${arrivedAt === null ? '' : ` since ${formatMoment(arrivedAt, at)}`}. Route group: ${patterns.map((each) => html`<code>${each}</code> `)}</p>
<h2>Gates and comparisons now</h2>
${'unknown' in now ? html`<p class="failed">What the proxies and the world say now could not be read: ${now.unknown}</p>` : html`${gatesHtml(now.gates)}
<p>Compared since it came to this stop: ${describeComparisons(now)}.</p>
<ul>${describeDrops(now).map((line) => html`<li>${line}</li>`)}</ul>`}`;
}
