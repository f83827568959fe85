import { z } from 'zod';
import { type Failure, type FailureCode, failure, failureCodes } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { withoutTokens } from '../../shared/tokens.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import { type BridgeEars, type StartedBridge, startBridgeProcess } from './bridge-process.ts';

/** Milliseconds for each answer; Claude itself waits 60 seconds for the first one. */
const defaultDeadlineMs = 20_000;

/** The bridge, started as Claude starts it and asked as Claude asks it. Each method is a step of the proof. */
export interface Probe {
  /** bridge-missing, bridge-did-not-start, or bridge-silent when it doesn't come about. */
  initialize(): Promise<Result<void>>;
  /** The names of its tools. Fails with what the bridge says of the key: refused, not-allowed, offline… */
  listTools(): Promise<Result<string[]>>;
  /** The text of a tool's answer; `tool-failed` when the tool says that it couldn't. */
  call(tool: string): Promise<Result<string>>;
  /** Ends the process, by force when it doesn't go. Closing twice, or what never started, is fine. */
  close(): Promise<void>;
}

const replySchema = z.looseObject({
  id: z.int(),
  result: z.unknown().optional(),
  error: z.looseObject({ message: z.string(), data: z.unknown().optional() }).optional(),
});
type Reply = z.infer<typeof replySchema>;

/** The bridge marks its own errors with the code behind the sentence. */
const markSchema = z.looseObject({ code: z.enum(failureCodes) });
const helloSchema = z.looseObject({ protocolVersion: z.string() });
const toolsSchema = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) });
const answerSchema = z.looseObject({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  isError: z.boolean().optional(),
});

/** How the helper of a connection is asked; tests may have one answer without a process. */
export type OpenProbe = (program: SpawnCommand) => Probe;

export function openProbe(
  program: SpawnCommand,
  { deadlineMs = defaultDeadlineMs, start = startBridgeProcess } = {},
): Probe {
  const waiting = new Map<number, (said: Reply | Failure) => void>();
  let bridge: StartedBridge | undefined;
  let ended: Failure | undefined;
  let lastWords = '';
  let lastId = 0;

  function end(why: FailureCode, facts: Omit<Failure, 'code'> = {}): void {
    ended ??= failure(why, { ...(lastWords ? { detail: lastWords } : {}), ...facts });
    for (const settle of waiting.values()) settle(ended);
    waiting.clear();
  }

  const ears: BridgeEars = {
    onLine: hear,
    onWords(line) {
      lastWords = safeToKeep(line);
    },
    onEnd: end,
  };

  function hear(line: string): void {
    const reply = replySchema.safeParse(parsed(line));
    if (!reply.success) return;
    waiting.get(reply.data.id)?.(reply.data);
    waiting.delete(reply.data.id);
  }

  function send(message: Record<string, unknown>): void {
    bridge ??= start(program, ears);
    bridge?.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  /** `otherwise` is the code of an error that carries no mark of the bridge. */
  async function ask(
    method: string,
    params: Record<string, unknown>,
    otherwise: FailureCode,
  ): Promise<Result<unknown>> {
    lastId += 1;
    const id = lastId;
    const reply = await new Promise<Reply | Failure>((resolve) => {
      const settle = (said: Reply | Failure): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(said);
      };
      const silent = (): Failure => failure('bridge-silent', lastWords ? { detail: lastWords } : {});
      const timer = setTimeout(() => settle(silent()), deadlineMs);
      if (ended) return settle(ended);
      waiting.set(id, settle);
      send({ id, method, params });
    });
    if (isFailure(reply)) return failed(reply);
    if (!reply.error) return ok(reply.result);
    const mark = markSchema.safeParse(reply.error.data);
    const detail = safeToKeep(reply.error.message);
    return failed(failure(mark.success ? mark.data.code : otherwise, { detail }));
  }

  return {
    async initialize() {
      const clientInfo = { name: 'convene-companion', version: '1' };
      const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
      const hello = await ask('initialize', params, 'bridge-did-not-start');
      if (!hello.ok) return hello;
      if (!helloSchema.safeParse(hello.value).success) return failed(failure('unexpected-answer'));
      send({ method: 'notifications/initialized' });
      return ok(undefined);
    },
    async listTools() {
      const answer = await ask('tools/list', {}, 'tool-failed');
      if (!answer.ok) return answer;
      const list = toolsSchema.safeParse(answer.value);
      return list.success
        ? ok(list.data.tools.map(({ name }) => name))
        : failed(failure('unexpected-answer'));
    },
    async call(tool) {
      const answer = await ask('tools/call', { name: tool, arguments: {} }, 'tool-failed');
      if (!answer.ok) return answer;
      const said = answerSchema.safeParse(answer.value);
      if (!said.success) return failed(failure('unexpected-answer'));
      const text = said.data.content.map((part) => part.text ?? '').join('\n');
      if (!said.data.isError) return ok(text);
      return failed(failure('tool-failed', { name: tool, detail: safeToKeep(text) }));
    },
    close: async () => bridge?.stop(),
  };
}

/** A reply is a loose object, so the absence of an id is what tells the two apart. */
const isFailure = (said: Reply | Failure): said is Failure => !('id' in said);

/** One line, not too long, without a token. */
const safeToKeep = (text: string): string => withoutTokens(text).replace(/\s+/g, ' ').slice(0, 300);

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
