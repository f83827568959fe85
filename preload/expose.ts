import {
  type CompanionApi,
  type ContractNames,
  callChannel,
  eventChannel,
} from '../shared/contract/derive.ts';
import { failure } from '../shared/failure.ts';
import { failed } from '../shared/result.ts';

/** The three methods of Electron's `ipcRenderer` that are used. */
export interface IpcPort {
  invoke(channel: string, input: unknown): Promise<unknown>;
  on(channel: string, listener: (event: unknown, value: unknown) => void): unknown;
  removeListener(channel: string, listener: (event: unknown, value: unknown) => void): unknown;
}

type Listener = (value: unknown) => void;

/**
 * The page's API: the contract's calls and events by name, and nothing else. Main checks questions, answers and events
 * against their schemas (`main/ipc/serve-contract.ts`); here they are only passed on.
 */
export function companionApi({ calls, events }: ContractNames, ipc: IpcPort): CompanionApi {
  const groups = Object.entries(calls).map(([group, names]) => [
    group,
    Object.fromEntries(names.map((name) => [name, ask(ipc, callChannel(group, name))])),
  ]);
  const on = Object.fromEntries(events.map((name) => [name, listen(ipc, eventChannel(name))]));
  return { ...Object.fromEntries(groups), on } as CompanionApi;
}

const ask =
  (ipc: IpcPort, channel: string) =>
  (input: unknown = {}): Promise<unknown> =>
    ipc.invoke(channel, input).catch(() => failed(failure('internal')));

const listen =
  (ipc: IpcPort, channel: string) =>
  (listener: Listener): (() => void) => {
    const hear = (_event: unknown, value: unknown): void => listener(value);
    ipc.on(channel, hear);
    return () => {
      ipc.removeListener(channel, hear);
    };
  };
