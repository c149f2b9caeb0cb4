/** Of the page. It names no font, picture or address: nothing is loaded. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --quiet: #6b7280; --good: #15803d; --bad: #c81e1e; --held: #a16207; }
@media (prefers-color-scheme: dark) { :root { --quiet: #9ca3af; --good: #4ade80; --bad: #f87171; --held: #facc15; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); } h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
p { margin: .25rem 0; } ul { margin: .25rem 0; padding-left: 1.25rem; }
code, td, .path { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border: 1px solid var(--line); white-space: pre-wrap; }
details { border: 1px solid var(--line); border-radius: .3rem; padding: .5rem .75rem; margin: .5rem 0; } summary { cursor: pointer; }
.quiet { color: var(--quiet); } .open { color: var(--good); } .failed { color: var(--bad); } .held { color: var(--held); }
.stops .here { font-weight: bold; text-decoration: underline; }
@media print { body { max-width: none; } details { break-inside: avoid; } }
`;
