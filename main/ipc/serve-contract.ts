import type { z } from 'zod';
import type { Call, Contract } from '../../shared/contract/define.ts';
import { callEntries, eventChannel, type Handlers } from '../../shared/contract/derive.ts';
import { failure } from '../../shared/failure.ts';
import { resultSchema } from '../../shared/failure-schema.ts';
import { failed, type Result } from '../../shared/result.ts';
import { withoutTokens } from '../../shared/tokens.ts';

/** The one method of Electron's `ipcMain` that is used. */
export interface IpcPort<Event> {
  handle(channel: string, listener: (event: Event, ...args: unknown[]) => Promise<unknown>): void;
}

type Report = (event: string, facts: Readonly<Record<string, unknown>>) => void;
type AnyHandler = (input: unknown) => Promise<Result<unknown>>;

/**
 * Registers every call of the contract. Nothing but a `Result` ever goes back: a stranger, a wrong question, an
 * exception and an answer that doesn't fit its schema each become a failure, and no value is put into the log.
 */
export function serveContract<C extends Contract, Event>(parts: {
  contract: C;
  handlers: Handlers<C>;
  ipc: IpcPort<Event>;
  trusts: (event: Event) => boolean;
  report: Report;
}): void {
  const handlers = parts.handlers as Readonly<Record<string, Readonly<Record<string, AnyHandler>>>>;
  for (const { group, name, channel, call } of callEntries(parts.contract.calls)) {
    const handler = handlers[group]?.[name];
    if (!handler) throw new Error(`no handler for ${group}.${name}`);
    parts.ipc.handle(channel, async (event, ...args) => {
      if (!parts.trusts(event)) {
        parts.report('call of a stranger refused', { channel });
        return failed(failure('untrusted-sender'));
      }
      return answer(call, handler, args, (what, facts) => parts.report(what, { channel, ...facts }));
    });
  }
}

async function answer(
  call: Call,
  handler: AnyHandler,
  args: unknown[],
  report: Report,
): Promise<Result<unknown>> {
  const input = call.input.safeParse(args[0]);
  if (!input.success || args.length !== 1) {
    return failed(
      failure('bad-input', { detail: input.success ? 'one argument is expected' : places(input.error) }),
    );
  }
  let result: Result<unknown>;
  try {
    result = await handler(input.data);
  } catch (error) {
    report('handler threw', { error: error instanceof Error ? error.stack : String(error) });
    return failed(failure('internal'));
  }
  const checked = resultSchema(call.output).safeParse(result);
  if (!checked.success) {
    report('answer does not fit the contract', { at: places(checked.error) });
    return failed(failure('internal'));
  }
  return withCleanDetail(checked.data as Result<unknown>);
}

/** Where a value doesn't fit, without the value. */
const places = (error: z.ZodError): string =>
  error.issues.map(({ path, code }) => `${path.map(String).join('.') || '(whole)'}: ${code}`).join('; ');

function withCleanDetail(result: Result<unknown>): Result<unknown> {
  if (result.ok || result.error.detail === undefined) return result;
  return failed({ ...result.error, detail: withoutTokens(result.error.detail) });
}

/** Tells the page something unasked, if it fits its schema. */
export function eventPublisher<C extends Contract>(
  contract: C,
  send: (channel: string, value: unknown) => void,
  report: Report,
): <Name extends keyof C['events'] & string>(name: Name, value: z.input<C['events'][Name]>) => void {
  return (name, value) => {
    const schema = contract.events[name];
    const checked = schema?.safeParse(value);
    if (checked?.success) send(eventChannel(name), checked.data);
    else
      report('event does not fit the contract', {
        name,
        at: checked ? places(checked.error) : 'unknown event',
      });
  };
}
