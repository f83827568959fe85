/** One start of an app on Electron, without anything beside it that slows it down. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { electronHost } from '../../e2e/electron/host.ts';
import { sandboxSwitches } from '../../e2e/electron/sandbox.ts';
import { megabytes } from './memory.ts';

export interface Start {
  /** The folder of the app. */
  readonly app: string;
  /** What has to stand in its window for somebody to be able to begin. */
  readonly selector: string;
  readonly env: Readonly<Record<string, string>>;
  /** Electron's own files. */
  readonly userData: string;
  /** Milliseconds between the first screen and the look at the processes. */
  readonly settleMs?: number;
}

/** Milliseconds after the start of the process. */
interface StartTimes {
  /** Main's first line. */
  readonly main: number;
  readonly ready: number;
  readonly window: number;
  /** The page is parsed and its script has run. */
  readonly page: number;
  /** What was asked for is drawn in a window that is shown. */
  readonly useful: number;
}

export interface Started {
  readonly times: StartTimes;
  /** MB, proportional, of each process. */
  readonly memory: readonly { readonly type: string; readonly megabytes: number }[];
}

const probe = resolve(import.meta.dirname, 'start-probe.cjs');

/** @throws Error when the app ends before its first screen. */
export async function start({ app, selector, env, userData, settleMs = 0 }: Start): Promise<Started> {
  const host = electronHost();
  const begun = Date.now();
  const child = spawn(
    host.executable,
    [...sandboxSwitches(), '-r', probe, `--user-data-dir=${userData}`, app],
    {
      env: { ...process.env, ...host.env, ...env, BENCH_WINDOW: JSON.stringify({ selector, settleMs }) },
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const gone = once(child, 'exit');
  let said: { times: StartTimes; processes: { pid: number; type: string }[] } | undefined;
  for await (const text of createInterface({ input: child.stdout })) {
    const json = /^probe (.*)$/.exec(text)?.[1];
    if (!json) continue;
    said = JSON.parse(json);
    break;
  }
  if (!said) throw new Error(`${app} showed no ${selector}`);
  const memory = said.processes.map(({ pid, type }) => ({ type, megabytes: megabytes(pid, 'Pss') }));
  child.stdin.end();
  await gone;
  const { main, ready, window, page, useful } = said.times;
  const after = (time: number): number => time - begun;
  return {
    times: {
      main: after(main),
      ready: after(ready),
      window: after(window),
      page: after(page),
      useful: after(useful),
    },
    memory,
  };
}
