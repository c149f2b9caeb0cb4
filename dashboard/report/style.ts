/** Of the page. It names no font, picture or address: nothing is loaded. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1d2321; --quiet: #5f6a66; --line: #dcdad4; --good: #23695a; --bad: #ab2a1f; --held: #7d5600; --legacy: #b9b7b0; --cohort: #7fb8a4; --direct: #23695a; --ground: #fff; }
@media screen and (prefers-color-scheme: dark) { :root { --text: #e7ebe9; --quiet: #9ba7a2; --line: #3a4340; --good: #8fd9c2; --bad: #ff9d90; --held: #edc36a; --legacy: #5c6461; --cohort: #3f8a74; --direct: #8fd9c2; --ground: #141817; } }
body { font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; color: var(--text); background: var(--ground); max-width: 60rem; margin: 2.5rem auto; padding: 0 1.25rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; letter-spacing: -.015em; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); } h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; } h4 { font-size: .95rem; margin: 1rem 0 .25rem; }
p { margin: .25rem 0; } ul { margin: .25rem 0; padding-left: 1.1rem; } li { margin: .125rem 0; }
code, .path { font-family: ui-monospace, monospace; font-size: .875em; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); white-space: pre-wrap; }
th { color: var(--quiet); font-weight: 400; }
.wide { table-layout: fixed; } .gates td:first-child { width: 8.5rem; } .gates td:nth-child(2) { width: 4rem; }
.summary { padding: 0; list-style: none; } .summary li { margin: .375rem 0; }
.figures { display: flex; flex-wrap: wrap; gap: .25rem 2.5rem; margin: .25rem 0; } .figures div { display: flex; flex-direction: column-reverse; } .figures dd { font-size: 1.2rem; font-weight: 600; margin: 0; } .figures dt { font-size: .85rem; color: var(--quiet); }
.words div { display: grid; grid-template-columns: 10rem 1fr; padding: .25rem 0; } .words dd { margin: 0; } .words dt { font-weight: 600; } .words { margin: 0; }
.roll-back + .roll-back { margin-top: 1.25rem; }
.meter { width: 10rem; height: 4px; margin: .45rem 0; } .meter rect { fill: var(--held); } .meter rect.way { fill: var(--line); }
summary { cursor: pointer; color: var(--quiet); } .numbers { color: var(--quiet); font-size: .8rem; }
.quiet { color: var(--quiet); } .open { color: var(--good); } .failed { color: var(--bad); } .held { color: var(--held); }
.stops { display: flex; flex-wrap: wrap; gap: .35rem; list-style: none; padding: 0; margin: 1.25rem 0 .75rem; font-size: .85rem; }
.stops li { padding: .1rem .6rem; border-radius: 99px; border: 1px solid var(--line); color: var(--quiet); margin: 0; }
.stops .done { border-color: var(--cohort); } .stops .here { background: var(--direct); border-color: var(--direct); color: var(--ground); font-weight: 600; }
figure { margin: 0; } svg { width: 100%; height: auto; display: block; } svg text { font: 11px system-ui, sans-serif; fill: var(--quiet); }
rect.legacy { fill: var(--legacy); } rect.cohort { fill: var(--cohort); } rect.direct { fill: var(--direct); } line.back { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 4 3; }
figcaption { font-size: .85rem; color: var(--quiet); margin-top: .25rem; } .key { border-left: .75rem solid; padding-left: .375rem; margin-right: 1rem; } .key.legacy { border-color: var(--legacy); } .key.cohort { border-color: var(--cohort); } .key.direct { border-color: var(--direct); } .key.back { border-left: 2px dashed var(--bad); }
.move { border-left: 3px solid var(--cohort); padding-left: 1rem; margin: 1.25rem 0; } .move.back { border-color: var(--bad); } .move h3 { margin-top: 0; }
.journal { font-size: .85rem; padding-left: 2.25rem; }
@media screen and (max-width: 40rem) { table, tbody, tr, td { display: block; width: auto !important; } thead { display: none; } td { border: 0; padding: 0; } tr { padding: .4rem 0; border-bottom: 1px solid var(--line); } td::before { content: attr(data-head) ' '; color: var(--quiet); } .words div { grid-template-columns: 1fr; } }
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 8pt system-ui, sans-serif; color: #5f6a66; } }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 10.5pt; } h1, h2, h3, h4 { break-after: avoid; } .gates tr, .said tr, figure, .stops, .roll-back, .words div, .journal li { break-inside: avoid; } thead { display: table-header-group; } p { orphans: 3; widows: 3; } details::details-content { content-visibility: visible; } summary { list-style: none; } .stops .here, rect, .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
