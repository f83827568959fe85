import { spawnSync } from 'node:child_process';

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly commandLine: string;
}

/** Every process that runs now; one that has ended and only waits for its parent to notice isn't running. */
function running(): Process[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state, commandLine = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return state && !state.startsWith('Z') ? [{ pid: Number(pid), parent: Number(parent), commandLine }] : [];
  });
}

/** The process and all that it started, and they in turn. */
export function processTree(root: number): Process[] {
  const all = running();
  const tree = all.filter(({ pid }) => pid === root);
  for (const member of tree) tree.push(...all.filter(({ parent }) => parent === member.pid));
  return tree;
}

/** Those of the given that still run. */
export function stillRunning(processes: readonly Process[]): Process[] {
  const all = running();
  return processes.filter(({ pid, commandLine }) =>
    all.some((other) => other.pid === pid && other.commandLine === commandLine),
  );
}
