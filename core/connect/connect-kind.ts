import type { ConnectStep } from '../../shared/connect-view.ts';
import { parseKeyName, withoutNumber } from '../../shared/keys/key-name.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Operation, OperationKind } from '../operations/operation.ts';
import { type ConnectData, connectDataSchema } from './connect-data.ts';
import {
  claudeQuit,
  entrySurvived,
  entryWritten,
  firstOfWriting,
  keyReady,
  type StepDeps,
} from './connect-steps.ts';
import { connectSteps } from './connecting-view.ts';
import { entryText, type PlanDeps } from './plan.ts';
import type { ProofSteps } from './proof-steps.ts';

type KindDeps = StepDeps & PlanDeps;

/** Milliseconds to wait for another companion. */
export const waitMs = 2_000;
/** Nothing else is done with a client's settings and connection meanwhile. */
export const lockOf = (client: string): string => `client-${client}`;

/** Connecting one client, whose id is the operation's. */
export const connectKind = (
  deps: KindDeps,
  proof: ProofSteps,
): OperationKind<ConnectData, ConnectStep[]> => ({
  name: 'connect',
  version: 1,
  data: connectDataSchema,
  persist: 'required',
  waitMs,
  lock: lockOf,
  handles: (id) => id === deps.target.client,
  steps: [keyReady(deps), claudeQuit(deps), entryWritten(deps), entrySurvived(deps), ...proof.steps],
  pickUp: (operation) => pickedUp(deps, operation),
  done: (operation) => connected(deps, operation),
  async rolledBack({ data }) {
    await startWhatWasQuit(deps, data.startAgain);
    await deps.keys.refresh();
    return ok(undefined);
  },
});

/** From a step that failed, or further back where the entry has to be written anew. */
function pickedUp(deps: KindDeps, { data, steps }: Operation<ConnectData>) {
  const codes = new Set(steps.map(({ failure: why }) => why?.code));
  const keepsVanishing = codes.has('entry-keeps-vanishing');
  // The companion may have been installed elsewhere since.
  const entry = entryText(deps, data.connectionId);
  const isAnew = keepsVanishing || codes.has('entry-vanished') || entry !== data.preview.entry;
  return {
    // Whoever goes on after it was explained wants it tried anew.
    data: { ...data, putBack: keepsVanishing ? 0 : data.putBack, preview: { ...data.preview, entry } },
    ...(isAnew ? { rewindTo: firstOfWriting(data) } : {}),
  };
}

async function connected(
  deps: KindDeps,
  { owner, data, steps }: Operation<ConnectData>,
): Promise<Result<ConnectStep[]>> {
  const { connections, clock } = deps;
  const added = await connections.add({
    id: data.connectionId,
    client: data.client,
    server: owner.server,
    ...(owner.personId ? { personId: owner.personId } : {}),
    organizationId: owner.organizationId,
    organizationName: owner.organizationName,
    ...(data.keyId ? { keyId: data.keyId } : {}),
    keyName: data.preview.keyName,
    tokenHint: data.tokenHint ?? '',
    entryName: data.preview.entryName,
    configPath: data.preview.path,
    connectedAt: clock.now().toISOString(),
  });
  if (!added.ok) return added;
  await takeNumber(deps, data);
  return ok(connectSteps(steps));
}

/** The number that the key got is this computer's from now on: all of it reads as one device, and its next keys get the same. */
async function takeNumber({ deviceName, takeName, log }: KindDeps, { preview }: ConnectData): Promise<void> {
  const device = parseKeyName(preview.keyName)?.device;
  const now = deviceName.current();
  if (device === undefined || device === now || withoutNumber(device) !== now) return;
  const taken = await takeName(device);
  if (!taken.ok) log('the number is not this computer’s', { failure: taken.error });
}

/** Claude was quit for this by us; a start that fails is the person's to do, and they see that it isn't open. */
export async function startWhatWasQuit(
  { claude, log }: KindDeps,
  from: ConnectData['startAgain'],
): Promise<void> {
  if (!from) return;
  const started = await claude.start(from.program);
  if (!started.ok) log('Claude was not started again', { failure: started.error });
}
