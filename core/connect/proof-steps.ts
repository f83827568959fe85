import { ok, type Result } from '../../shared/result.ts';
import type { OpenProbe, Probe } from '../connections/bridge-probe.ts';
import { askDashboard, dashboardFact } from '../connections/dashboard.ts';
import type { Step } from '../operations/operation.ts';
import type { ConnectData } from './connect-data.ts';
import { programInFile, type StepDeps } from './connect-steps.ts';

export interface ProofDeps extends Pick<StepDeps, 'target'> {
  readonly openProbe: OpenProbe;
}

/** The bridge of one client while it is asked. */
export interface ProofSteps {
  readonly steps: readonly Step<ConnectData>[];
  /** Ends the bridge that is being asked, if there is one. */
  close(): Promise<void>;
}

export function proofSteps(deps: ProofDeps): ProofSteps {
  let probe: Probe | undefined;

  async function close(): Promise<void> {
    await probe?.close();
    probe = undefined;
  }

  /** Starts the very command that stands in the client's file, as the client would. */
  async function start(data: ConnectData): Promise<Result<Probe>> {
    await close();
    const program = await programInFile(deps, data);
    if (!program.ok) return program;
    probe = deps.openProbe(program.value);
    const hello = await probe.initialize();
    return hello.ok ? ok(probe) : hello;
  }

  const started = (data: ConnectData): Promise<Result<Probe>> =>
    probe ? Promise.resolve(ok(probe)) : start(data);

  const bridgeStarts: Step<ConnectData> = {
    id: 'bridge-starts',
    provesNow: true,
    async run({ data }) {
      const bridge = await start(data);
      return bridge.ok ? ok({ data }) : bridge;
    },
    async rollBack() {
      await close();
      return ok(undefined);
    },
  };
  const keyAccepted: Step<ConnectData> = {
    id: 'key-accepted',
    provesNow: true,
    async run({ data }) {
      const bridge = await started(data);
      if (!bridge.ok) return bridge;
      const tools = await bridge.value.listTools();
      return tools.ok ? ok({ data, fact: { tools: tools.value.length } }) : tools;
    },
  };
  const toolAnswers: Step<ConnectData> = {
    id: 'tool-answers',
    provesNow: true,
    async run({ data }) {
      const bridge = await started(data);
      if (!bridge.ok) return bridge;
      const dashboard = await askDashboard(bridge.value);
      await close();
      return dashboard.ok ? ok({ data, fact: dashboardFact(dashboard.value) }) : dashboard;
    },
  };
  return { steps: [bridgeStarts, keyAccepted, toolAnswers], close };
}
