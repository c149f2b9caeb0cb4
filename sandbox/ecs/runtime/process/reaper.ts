import { spawn } from 'node:child_process';

/** Ends the tasks of a sandbox that was killed and could not do it itself. */
export interface Reaper {
  watch(pid: number): void;
  forget(pid: number): void;
  close(): void;
}

/** Keeps a list of process groups from its standard input; when that closes, because the sandbox is gone, kills those still on it. */
const SCRIPT = `
all=" "
while read -r sign pid; do
  case $sign in
    +) all="$all$pid " ;;
    -) all="\${all%% $pid *} \${all#* $pid }" ;;
  esac
done
for pid in $all; do kill -9 "-$pid"; done 2>/dev/null
`;

export function createReaper(): Reaper {
  // Detached: Ctrl-C at a terminal reaches the sandbox and not this.
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  return {
    watch: (pid) => void shell.stdin.write(`+ ${pid}\n`),
    forget: (pid) => void shell.stdin.write(`- ${pid}\n`),
    close: () => void shell.stdin.end(),
  };
}
