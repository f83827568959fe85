import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type FailureCode, failure, failureCodeSchema } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { withoutTokens } from '../../shared/tokens.ts';
import type { Program } from '../programs/program.ts';

/** Milliseconds for each answer; Claude itself waits 60 seconds for the first one. */
const defaultDeadlineMs = 20_000;
/** Milliseconds between asking a process to end and ending it. */
const graceMs = 1_000;

/** The bridge, started as Claude starts it and asked as Claude asks it. Each method is a step of the proof. */
export interface Probe {
  /** bridge-missing, bridge-did-not-start, or bridge-silent when it doesn't come about. */
  initialize(): Promise<Result<void>>;
  /** The names of its tools. Fails with what the bridge says of the key: refused, not-allowed, offline… */
  listTools(): Promise<Result<string[]>>;
  /** The text of a tool's answer. */
  call(tool: string): Promise<Result<string>>;
  close(): Promise<void>;
}

const replySchema = z.looseObject({
  id: z.int(),
  result: z.unknown().optional(),
  error: z.looseObject({ message: z.string(), data: z.unknown().optional() }).optional(),
});
type Reply = z.infer<typeof replySchema>;

/** The bridge marks its own errors with the code behind the sentence. */
const markSchema = z.looseObject({ code: failureCodeSchema });
const toolsSchema = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) });
const answerSchema = z.looseObject({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  isError: z.boolean().optional(),
});

export function openProbe(program: Program, { deadlineMs = defaultDeadlineMs } = {}): Probe {
  const waiting = new Map<number, (reply: Reply | FailureCode) => void>();
  let child: ChildProcess | undefined;
  let ended: FailureCode | undefined;
  let lastWords = '';
  let lastId = 0;

  function start(): ChildProcess {
    const { command, args, env } = program;
    const started = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const end = (code: FailureCode): void => {
      ended ??= code;
      for (const settle of waiting.values()) settle(code);
      waiting.clear();
    };
    started.once('error', () => end('bridge-missing'));
    started.once('exit', () => end('bridge-did-not-start'));
    started.stdin.on('error', () => {
      // It ended before it read; its end is noticed by itself.
    });
    createInterface({ input: started.stdout }).on('line', (line) => hear(line));
    createInterface({ input: started.stderr }).on('line', (line) => {
      lastWords = withoutTokens(line).slice(0, 300);
    });
    return started;
  }

  function hear(line: string): void {
    const reply = replySchema.safeParse(parsed(line));
    if (!reply.success) return;
    waiting.get(reply.data.id)?.(reply.data);
    waiting.delete(reply.data.id);
  }

  function send(message: Record<string, unknown>): void {
    child ??= start();
    child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  async function ask(method: string, params: Record<string, unknown>): Promise<Result<unknown>> {
    lastId += 1;
    const id = lastId;
    const reply = await new Promise<Reply | FailureCode>((resolve) => {
      const timer = setTimeout(() => settle('bridge-silent'), deadlineMs);
      const settle = (said: Reply | FailureCode): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(said);
      };
      if (ended) return settle(ended);
      waiting.set(id, settle);
      send({ id, method, params });
    });
    if (typeof reply === 'string') return failed(failure(reply, lastWords ? { detail: lastWords } : {}));
    if (!reply.error) return ok(reply.result);
    const mark = markSchema.safeParse(reply.error.data);
    const detail = withoutTokens(reply.error.message).slice(0, 300);
    return failed(failure(mark.success ? mark.data.code : 'tool-failed', { detail }));
  }

  return {
    async initialize() {
      const clientInfo = { name: 'convene-companion', version: '1' };
      const hello = await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
      if (!hello.ok) return hello;
      send({ method: 'notifications/initialized' });
      return ok(undefined);
    },
    async listTools() {
      const answer = await ask('tools/list', {});
      if (!answer.ok) return answer;
      const list = toolsSchema.safeParse(answer.value);
      return list.success
        ? ok(list.data.tools.map(({ name }) => name))
        : failed(failure('unexpected-answer'));
    },
    async call(tool) {
      const answer = await ask('tools/call', { name: tool, arguments: {} });
      if (!answer.ok) return answer;
      const said = answerSchema.safeParse(answer.value);
      if (!said.success) return failed(failure('unexpected-answer'));
      const text = said.data.content.map((part) => part.text ?? '').join('\n');
      const detail = withoutTokens(text).slice(0, 300);
      return said.data.isError ? failed(failure('tool-failed', { name: tool, detail })) : ok(text);
    },
    async close() {
      const ending = child;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null || ending.pid === undefined)
        return;
      const gone = once(ending, 'exit');
      ending.stdin?.end();
      ending.kill('SIGTERM');
      const force = setTimeout(() => ending.kill('SIGKILL'), graceMs);
      await gone;
      clearTimeout(force);
    },
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
