import type { RotateStep, RotationView } from '../../shared/rotation.ts';
import { rotateStepIdSchema } from '../../shared/rotation.ts';
import { dashboardText, isDashboardFact } from '../connections/dashboard.ts';
import type { Fact, StepState } from '../operations/operation.ts';
import type { RunView } from '../operations/shown.ts';
import type { RotationData } from './rotation-data.ts';

export function rotationView(
  { operation, running }: RunView<RotationData>,
  canRollBack: boolean,
): RotationView {
  const { id, owner, data, direction, steps } = operation;
  return {
    connectionId: id,
    client: data.client,
    organizationName: owner.organizationName,
    oldKey: data.oldKey,
    newKeyName: data.newKeyName,
    phase: direction === 'back' ? 'going-back' : running ? 'running' : 'paused',
    canRollBack,
    steps: rotateSteps(steps),
  };
}

export const rotateSteps = (steps: readonly StepState[]): RotateStep[] =>
  steps.map(({ id, status, at, failure, fact }) => ({
    id: rotateStepIdSchema.parse(id),
    // A rotation waits for nobody.
    status: status === 'needs-you' ? 'failed' : status,
    ...(at ? { at } : {}),
    ...(failure ? { failure } : {}),
    ...(fact ? { fact: factText(fact) } : {}),
  }));

const factText = (fact: Fact): string =>
  isDashboardFact(fact) ? dashboardText(fact) : String(fact.tokenHint ?? fact.name);
