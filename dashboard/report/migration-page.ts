import { createHash } from 'node:crypto';
import { describeComparisons, describeDrops } from '../../shadow/report/counted.ts';
import { html, type Html } from '../../shadow/report/html-text.ts';
import { differencesHtml, masksHtml, samplesHtml } from '../../shadow/report/html.ts';
import type { MigrationReport } from '../../shadow/report/report.ts';
import { dataHtml } from './data-html.ts';
import { splitFigure } from './split-figure.ts';
import { driftHtml, gatesHtml, journalHtml, movesHtml, rollBacksHtml, saidHtml } from './story-html.ts';
import type { Story } from './story.ts';
import { STYLE } from './style.ts';
import { summaryHtml } from './summary-html.ts';
import { wordsHtml } from './words-html.ts';

/** Nothing may be loaded or run; the style is known by its digest. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;
const STYLE_MARKUP: Html = { markup: STYLE };

/** A migration as one file for a browser or a printer: no request leaves the machine, and no text of an answer or of the journal can be anything but text. */
export function migrationPage(report: MigrationReport, story: Story): string {
  const { group, migration, patterns, at, now } = report;
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
<p>${patterns.map((each) => html`<code>${each}</code> `)}</p>
<p class="quiet">Migration ${migration}, report of ${new Date(at).toISOString().replace('T', ' ').slice(0, 16)}. All times are UTC, and of that day where none is told. Values are redacted: equal digests (<code>#ab12cd34</code>) of one proxy&#39;s run are equal values.</p></header>
<main>
${stopsHtml(report)}
<h2>In short</h2>
${summaryHtml(report, story)}
<h2>Split over time, as it was asked for</h2>
${splitFigure(story.asked, at)}
<h2>What holds it now</h2>
${nowHtml(report)}
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
<h2>What the words mean</h2>
${wordsHtml()}
<h2>Journal</h2>
${journalHtml(story, at)}
</main>
</body>
</html>
`.markup;
}

function stopsHtml({ stop, stops }: MigrationReport): Html {
  const here = stops.indexOf(stop);
  return html`<ol class="stops">${stops.map((each, n) => html`<li class="${n === here ? 'here' : n < here ? 'done' : 'ahead'}">${each}</li>`)}</ol>`;
}

function nowHtml({ now }: MigrationReport): Html {
  if ('unknown' in now) return html`<p class="failed">What the proxies and the world say now could not be read: ${now.unknown}</p>`;
  return html`${gatesHtml(now.gates)}
<p>Compared since it came to this stop: ${describeComparisons(now)}.</p>
<ul>${describeDrops(now).map((line) => html`<li>${line}</li>`)}</ul>`;
}
