import { type ConnectStep, type ConnectView, connectStepIdSchema } from '../../shared/connect-view.ts';
import { dashboardText, isDashboardFact } from '../connections/dashboard.ts';
import type { Fact, StepState } from '../operations/operation.ts';
import type { RunView } from '../operations/shown.ts';
import type { ConnectData } from './connect-data.ts';

export type ConnectingView = Extract<ConnectView, { state: 'connecting' }>;

export function connectingView({ operation, running, stuck }: RunView<ConnectData>): ConnectingView {
  const { owner, data, direction, steps } = operation;
  return {
    state: 'connecting',
    client: data.client,
    phase: !running ? 'paused' : direction === 'back' ? 'undoing' : 'running',
    organizationName: owner.organizationName,
    deviceName: data.deviceName,
    preview: data.preview,
    steps: connectSteps(steps),
    ...(stuck ? { undoFailure: stuck } : {}),
  };
}

export const connectSteps = (steps: readonly StepState[]): ConnectStep[] =>
  steps.map(({ id, status, at, failure, fact }) => ({
    id: connectStepIdSchema.parse(id),
    status,
    ...(at ? { at } : {}),
    ...(failure ? { failure } : {}),
    ...(fact ? { fact: factText(fact) } : {}),
  }));

const factText = (fact: Fact): string =>
  isDashboardFact(fact) ? dashboardText(fact) : String(fact.tokenHint ?? fact.path ?? fact.tools);
