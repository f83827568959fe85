import type { Contract } from '../shared/contract/define.ts';
import { type CompanionApi, callEntries, eventChannel, eventNames } from '../shared/contract/derive.ts';
import { failure } from '../shared/failure.ts';
import { resultSchema } from '../shared/failure-schema.ts';
import { failed } from '../shared/result.ts';

/** The three methods of Electron's `ipcRenderer` that are used. */
export interface IpcPort {
  invoke(channel: string, input: unknown): Promise<unknown>;
  on(channel: string, listener: (event: unknown, value: unknown) => void): unknown;
  removeListener(channel: string, listener: (event: unknown, value: unknown) => void): unknown;
}

type Listener = (value: unknown) => void;

/** The page's API, made from the contract and nothing else. What doesn't fit its schema doesn't reach the page. */
export function companionApi<C extends Contract>(contract: C, ipc: IpcPort): CompanionApi<C> {
  const api: Record<string, Record<string, unknown>> = {};
  for (const { group, name, channel, call } of callEntries(contract.calls)) {
    const answer = resultSchema(call.output);
    api[group] ??= {};
    api[group][name] = async (input: unknown = {}) => {
      const checked = answer.safeParse(await ipc.invoke(channel, input).catch(() => undefined));
      return checked.success ? checked.data : failed(failure('internal'));
    };
  }
  const on: Record<string, (listener: Listener) => () => void> = {};
  for (const name of eventNames(contract.events)) {
    on[name] = (listener) => {
      const hear = (_event: unknown, value: unknown): void => {
        const checked = contract.events[name]?.safeParse(value);
        if (checked?.success) listener(checked.data);
      };
      ipc.on(eventChannel(name), hear);
      return () => {
        ipc.removeListener(eventChannel(name), hear);
      };
    };
  }
  return { ...api, on } as CompanionApi<C>;
}
