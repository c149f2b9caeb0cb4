/** What somebody has to put a name of their own for begins with. */
export const FILL_IN = 'fill-in/';

/** What a migration draft is made from. */
export interface Draft {
  readonly name: string;
  readonly patterns: readonly string[];
  /** Lines of comment above it: where it comes from. */
  readonly notes: readonly string[];
  /** Port that the candidate listens on. */
  readonly port: number;
  /** Whether no read was seen of it, so that nothing is there to be copied without more. */
  readonly onlyWrites?: boolean;
}

/** A gate that compares would wait for ever. */
const WITHOUT_SHADOW = '// No shadow: of these paths only writes were seen, and those are copied only as docs/copying-writes.md says.';

/** The text of a migration file that is valid as it stands, and says what is left to fill in. */
export function draftMigration({ name, patterns, notes, port, onlyWrites = false }: Draft): string {
  const comments = notes.map((note) => `// ${note.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')}\n`).join('');
  const used = ['cohort', 'defineMigration', 'ecsService', 'errorRate', 'front', 'latency', ...(onlyWrites ? [] : ['parity']), 'retire', 'routeGroup', ...(onlyWrites ? [] : ['shadow']), 'targetHealth', 'weight'];
  return `import { ${used.join(', ')} } from 'banyan';

${comments}export default defineMigration({
  group: routeGroup(${quoted(name)}, [${patterns.map(quoted).join(', ')}]),
  candidate: ecsService({
    // Fill in: the image that takes these routes over, what it needs, and where it says that it is well.
    image: ${quoted(`${FILL_IN}${name}:1`)},
    cpu: 256,
    memory: 512,
    port: ${port},
    health: '/healthz',
    scale: { min: 2, max: 10, cpuPercent: 60 },
  }),
  steps: [
    front(),
    ${onlyWrites ? WITHOUT_SHADOW : 'shadow({ percent: 100, until: parity({ mismatchBelow: 0.001 }) }),'}
    cohort({ percents: [1, 10], soak: '10m', gates: [errorRate({ margin: 0.005 }), latency({ margin: 0.005 })] }),
    weight({ percents: [10, 50, 100], soak: '10m', gates: [errorRate({ margin: 0.005 }), targetHealth({ atLeast: 2 })] }),
    retire({ quietFor: '7d' }),
  ],
});
`;
}

/** A text as TypeScript has it; paths come from logs, and logs from anybody. */
function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`;
}
