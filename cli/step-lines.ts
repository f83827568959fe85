import type { ClientId } from '../shared/clients.ts';
import type { ConnectStep, ConnectView } from '../shared/connect-view.ts';
import { stepWords } from '../shared/wording/steps.ts';
import { failureLines } from './words.ts';

/** A listener that says each step once it is settled, and never the same twice. */
export function stepLines(say: (line: string) => void): (view: ConnectView) => void {
  const said = new Set<string>();
  return (view) => {
    for (const step of 'steps' in view ? view.steps : []) {
      const line = stepLine(view.client, step);
      if (!line || said.has(line)) continue;
      said.add(line);
      say(line);
    }
  };
}

function stepLine(client: ClientId, step: ConnectStep): string | undefined {
  const { title, detail } = stepWords(client, step);
  switch (step.status) {
    case 'done':
      return `✓ ${title}: ${detail}`;
    case 'needs-you':
      return step.failure ? `… ${failureLines({ client, ...step.failure }).join(' ')}` : undefined;
    case 'failed':
      return `✗ ${title}`;
    default:
      return undefined;
  }
}
