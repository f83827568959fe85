import { describe, expect, it } from 'vitest';
import { type ConnectStep, connectStepIds } from '../connect-view.ts';
import { stepWords } from './steps.ts';

const statuses: ConnectStep['status'][] = ['waiting', 'working', 'done', 'needs-you', 'failed'];
const everyStep = connectStepIds.flatMap((id) => statuses.map((status): ConnectStep => ({ id, status })));

describe('the words for a step of connecting', () => {
  it.each(everyStep)('$id, $status, has a name and a line that are not cut short', (step) => {
    const { title, detail } = stepWords('claude-desktop', step);
    expect(title).not.toBe('');
    expect(detail).toMatch(/\.$/);
  });

  it('keep the name while the step goes on, so that a person finds it again', () => {
    for (const id of connectStepIds) {
      expect(new Set(statuses.map((status) => stepWords('claude-desktop', { id, status }).title)).size).toBe(
        1,
      );
    }
  });

  it('show the answer of the tool as it came', () => {
    const fact = 'Quince Street Market: 3 applications and 2 orders pending.';
    expect(stepWords('claude-desktop', { id: 'tool-answers', status: 'done', fact }).detail).toBe(fact);
  });

  it('speaks of the program that is connected', () => {
    const words = connectStepIds.map((id) => stepWords('cursor', { id, status: 'done' }));
    expect(JSON.stringify(words)).toContain('One entry added for Cursor.');
    expect(JSON.stringify(words)).not.toContain('Claude');
  });
});
