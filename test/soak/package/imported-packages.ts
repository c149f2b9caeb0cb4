import { builtinModules } from 'node:module';

/** The npm packages that JavaScript as `tsc` writes it imports, types left out. */
export function importedPackages(code: string): readonly string[] {
  const bare = code.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '').matchAll(/(?:^|[;\n}])\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'".][^'"]*)['"]|(?:^|\n)\s*import\s*['"]([^'".][^'"]*)['"]|\b(?:import|import\.meta\.resolve|require\.resolve)\(\s*['"]([^'".][^'"]*)['"]/g);
  const names = [...bare].map(([, a, b, c]) => (a ?? b ?? c ?? '').split('/'));
  return names.map(([scope = '', name = '']) => (scope.startsWith('@') ? `${scope}/${name}` : scope)).filter((name) => !name.startsWith('node:') && !builtinModules.includes(name));
}
