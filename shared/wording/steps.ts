import { type ClientId, clientShortNames } from '../clients.ts';
import type { ConnectStep, ConnectStepId } from '../connect-view.ts';
import type { Finding } from '../doctor.ts';

/** A step's name, said as what is true once it is done, and one line about it. */
export interface StepWords {
  readonly title: string;
  readonly detail: string;
}

const titles: Readonly<Record<ConnectStepId, string>> = {
  'key-ready': 'Key ready',
  'claude-quit': 'Claude quit',
  'entry-written': 'Entry written',
  'entry-survived': 'Claude kept the entry',
  'bridge-starts': 'Helper started',
  'key-accepted': 'Key accepted',
  'tool-answers': '“What’s pending today?” answered',
};

/** What the step will do or is doing. */
const aims: Readonly<Record<ConnectStepId, string>> = {
  'key-ready': 'One key for Claude on this computer goes into the keychain.',
  'claude-quit': 'Claude overwrites changes made while it is open, so it has to be quit first.',
  'entry-written': 'One entry for Claude is added. Your other settings stay as they are.',
  'entry-survived': 'You start Claude again. It reads the entry and leaves it in place.',
  'bridge-starts': 'We start our helper the way Claude would.',
  'key-accepted': 'Our helper reaches Convene, and Convene recognizes the key.',
  'tool-answers': 'We ask one question the way Claude would, and show you the answer.',
};

/** What the step found, when it is done. */
function outcome({ id, fact }: ConnectStep): string {
  switch (id) {
    case 'key-ready':
      return fact
        ? `The key ending in ${fact} is in this computer’s keychain.`
        : 'It is in this computer’s keychain.';
    case 'claude-quit':
      return 'Claude wasn’t running, so nothing overwrites what we write.';
    case 'entry-written':
      return 'One entry added for Claude. Your other settings are byte for byte as they were.';
    case 'entry-survived':
      return 'Claude has started, and our entry is still there.';
    case 'bridge-starts':
      return 'Our helper started and answered, the way Claude starts it.';
    case 'key-accepted':
      return fact ? `Convene recognized the key and offered ${fact} tools.` : 'Convene recognized the key.';
    case 'tool-answers':
      return fact ?? 'Convene answered.';
  }
}

/** The steps speak of Claude; for another program they say its name. What an answer says stays as it is. */
export function stepWords(client: ClientId, step: ConnectStep): StepWords {
  const named = (text: string): string => text.replaceAll('Claude', clientShortNames[client]);
  const isDone = step.status === 'done';
  const detail = isDone ? outcome(step) : aims[step.id];
  return {
    title: named(titles[step.id]),
    detail: isDone && step.id === 'tool-answers' ? detail : named(detail),
  };
}

const findings: Readonly<Record<Finding['id'], string>> = {
  'config-found': 'The settings file',
  'config-parses': 'What is written in it',
  entry: 'Our entry in it',
  bridge: 'Our helper program',
  keychain: 'The key in this computer’s keychain',
  convene: 'Convene accepts the key',
  tool: 'An answer from Convene',
  'client-started': 'The program has started our helper',
  session: 'Your sign-in',
};

/** What the check-up looked at. */
export const findingWords = (id: Finding['id']): string => findings[id];
