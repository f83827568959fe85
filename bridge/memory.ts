import { readFileSync, statSync } from 'node:fs';
import type { BridgeLog } from './bridge-log.ts';
import { isObject, type Request } from './json-rpc.ts';
import { largestMemory, replaceMemory } from './memory-file.ts';
import { openStop, pause } from './stop.ts';

type Answer = Readonly<Record<string, unknown>>;

/** What Claude was told at an earlier start. */
interface BridgeMemory {
  /** The params with which it introduced itself, as JSON. */
  readonly hello: string;
  /** Convene's answer to that. */
  readonly welcome: Answer;
  /** Its answer to `tools/list`, which was whole. */
  readonly list: Answer;
}

/**
 * The answers to what Claude asks at every start, so that it needn't wait for keychain and network. Convene is asked
 * nevertheless, and Claude is told when the answer is another by now. They stand in a private file of the connection,
 * without a secret.
 */
export interface Memory {
  /** Whether anything is remembered. */
  readonly filled: boolean;
  /** The welcome for the first introduction, if it is in the words of an earlier one. It promises to tell of other tools. */
  welcome(hello: Request): Answer | undefined;
  /** The list of tools, once and after such a welcome: whoever asks again wants to know it anew. */
  list(request: Request): Answer | undefined;
  /** Resolves when the list was asked for, or it seems that it won't be. */
  listed(): Promise<void>;
  keepWelcome(hello: Request, welcome: unknown): void;
  /** True when this is the list that Claude was told from memory. */
  keepList(request: Request, list: unknown): boolean;
  /** What Convene no longer grants isn't told again. `refused`: by its key; the companion reads from the file that it was. */
  forget(refused?: boolean): void;
}

/** Milliseconds after the welcome in which Claude asks for the tools, if it does. */
const listedWithinMs = 150;

/** Without a path nothing is remembered. */
export function openMemory(path: string | undefined, note: BridgeLog): Memory {
  const earlier = path === undefined ? undefined : read(path);
  const asked = openStop();
  let unused = earlier;
  let told: BridgeMemory | undefined;
  let listed = false;
  let now: Partial<BridgeMemory> = {};
  let onFile = earlier && JSON.stringify(earlier);

  function write(text: string | undefined): void {
    if (path === undefined || text === onFile) return;
    onFile = text;
    try {
      replaceMemory(path, text);
    } catch (reason) {
      note('error', 'not remembered', { reason: String(reason) });
    }
  }
  function forget(refused = false): void {
    told = undefined;
    now = {};
    write(refused ? JSON.stringify({ refused }) : undefined);
  }

  return {
    filled: earlier !== undefined,
    welcome({ params }) {
      told = unused?.hello === JSON.stringify(params) ? unused : undefined;
      unused = undefined;
      now = told ?? {};
      return told && tellingOfChanges(told.welcome);
    },
    list({ params }) {
      if (!told || listed || params.cursor !== undefined) return undefined;
      listed = true;
      // It goes out before anything else is begun.
      setImmediate(asked.abort);
      return told.list;
    },
    listed: () => pause(listedWithinMs, asked),
    keepWelcome({ params }, welcome) {
      if (isObject(welcome)) now = { hello: JSON.stringify(params), welcome };
      else forget();
    },
    keepList({ params }, list) {
      const { hello, welcome } = now;
      if (hello === undefined || !welcome || params.cursor !== undefined) return false;
      write(isWhole(list) ? JSON.stringify({ hello, welcome, list }) : undefined);
      return JSON.stringify(list) === JSON.stringify(told?.list);
    },
    forget,
  };
}

/** Whether or not the server's tools may change while it runs: what was remembered may be another by now. */
function tellingOfChanges(welcome: Answer): Answer {
  const capabilities = isObject(welcome.capabilities) ? welcome.capabilities : {};
  const tools = isObject(capabilities.tools) ? capabilities.tools : {};
  return { ...welcome, capabilities: { ...capabilities, tools: { ...tools, listChanged: true } } };
}

const isWhole = (list: unknown): list is Answer =>
  isObject(list) && Array.isArray(list.tools) && list.nextCursor === undefined;

/** A file that isn't there, is too large or isn't understood is as good as none: it is written anew. */
function read(path: string): BridgeMemory | undefined {
  try {
    if (statSync(path).size > largestMemory) return undefined;
    const { hello, welcome, list } = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof hello === 'string' && isObject(welcome) && isWhole(list)) return { hello, welcome, list };
  } catch {
    // As good as none.
  }
  return undefined;
}
