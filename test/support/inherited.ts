/** Those of this process's environment variables that are set, for a child that is to get no others. */
export function inherited(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

/** Where Node keeps what it has compiled: with it a program of many files starts in half the time. */
export const COMPILED = inherited('NODE_COMPILE_CACHE');
