import { type Failure, failure } from '../../shared/failure.ts';
import {
  type HandoverView,
  type Rotated,
  type RotateStep,
  type RotationView,
  rotateStepIds,
} from '../../shared/rotation.ts';
import { exampleConnection } from './example-views.ts';

const at = (second: number): string => new Date(`2026-06-09T09:41:0${second}`).toISOString();
const facts: Partial<Record<RotateStep['id'], string>> = {
  'key-made': '…e41b',
  'key-proven': 'Quince Street Market: 3 applications and 2 orders pending.',
};

/** Steps of which `done` are proven, one second apart; the next one is under way, or failed. */
const steps = (done: number, why?: Failure): RotateStep[] =>
  rotateStepIds.map((id, index): RotateStep => {
    const fact = facts[id];
    if (index < done) return { id, status: 'done', at: at(index + 2), fact };
    if (index > done) return { id, status: 'waiting' };
    return why ? { id, status: 'failed', at: at(index + 2), failure: why } : { id, status: 'working' };
  });

const oldKey = { id: 'key-7c2e', name: exampleConnection.keyName, tokenHint: '…a6f0' };
const newName = `${exampleConnection.keyName}, renewed 9 Jun 2026`;

export const exampleRotation = (
  done: number,
  given: Partial<RotationView> = {},
  why?: Failure,
): RotationView => ({
  connectionId: exampleConnection.id,
  client: 'claude-desktop',
  organizationName: exampleConnection.organizationName,
  oldKey,
  newKeyName: newName,
  phase: 'paused',
  canRollBack: done < 3,
  steps: steps(done, why),
  ...given,
});
export const exampleStopped = exampleRotation(1, {}, failure('offline'));

export const exampleRotated: Rotated = {
  connectionId: exampleConnection.id,
  client: 'claude-desktop',
  oldKeyName: oldKey.name,
  oldTokenHint: oldKey.tokenHint,
  newKey: { id: 'key-e41b', name: newName, tokenHint: '…e41b' },
  steps: steps(4),
  proof: { kind: 'refused', revokedAt: at(5), testedAt: at(6) },
};

/** ChatGPT's key, which the person puts in its place. */
export const exampleHandover = (stage: HandoverView['stage']): HandoverView => ({
  id: 'handover-1',
  organizationId: 'org-quince',
  oldKey: { id: 'key-b40d', name: 'ChatGPT on Market office laptop', tokenHint: '…b40d' },
  newKeyName: 'ChatGPT on Market office laptop, renewed 9 Jun 2026',
  newKey: { id: 'key-77aa', name: 'ChatGPT on Market office laptop, renewed 9 Jun 2026', tokenHint: '…77aa' },
  stage,
});
