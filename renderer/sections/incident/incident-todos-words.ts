import type { IncidentTodoId, IncidentView } from '../../../shared/incident.ts';

/** What is to be done after revoking, in the order in which it matters. */
export const todosOf = (kind: IncidentView['kind']): readonly IncidentTodoId[] =>
  kind === 'device'
    ? ['password', 'look', 'replace', 'mail', 'lock-device', 'report']
    : ['replace', 'look', 'mail', 'report'];

export function todoWords(
  todo: IncidentTodoId,
  { kind, device }: Pick<IncidentView, 'kind' | 'device'>,
): string {
  switch (todo) {
    case 'password':
      return 'Change your password on Convene';
    case 'look':
      return 'See what was done';
    case 'replace':
      return kind === 'device' ? 'Give the replacement new keys' : 'Make new keys where they’re needed';
    case 'mail':
      return 'Write to Convene, mail filled in';
    case 'lock-device':
      return `Lock ${device ?? 'it'} from afar, if you can`;
    case 'report':
      return 'Keep the report';
  }
}
