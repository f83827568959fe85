import type { Unusual } from '../audit/view.ts';
import { counted } from './numbers.ts';

/** What is unusual, in a few words, and the reason in a sentence. Never an alarm. */
export function unusualWords(unusual: Unusual): { readonly title: string; readonly reason: string } {
  switch (unusual.mark) {
    case 'new-network':
      return {
        title: 'New network',
        reason: `Lately this key was used from ${counted(unusual.known, 'other network')} only.`,
      };
    case 'new-hour':
      return {
        title: 'Unusual hour',
        reason: `Lately this key was never used around ${unusual.hour}:00.`,
      };
    case 'first-write':
      return {
        title: 'First change',
        reason: `The ${counted(unusual.reads, 'action')} of this key before only read.`,
      };
    case 'after-silence':
      return {
        title: 'After long silence',
        reason: `This key hadn’t been used for ${counted(unusual.days, 'day')}.`,
      };
  }
}
