import { meSchema } from '../../shared/convene/wire.ts';
import { auditCalls } from './audit-calls.ts';
import type { Convene } from './convene.ts';
import { keyCalls } from './key-calls.ts';
import { asResult } from './outcome.ts';
import { type ConveneOptions, createSender } from './sender.ts';
import { sessionCalls } from './session-calls.ts';

export function createConvene(options: ConveneOptions): Convene {
  const sender = createSender(options);
  return {
    server: options.server,
    me: async () => asResult(await sender.sendAsPerson({ method: 'GET', path: '/admin/me' }, meSchema)),
    ...keyCalls(sender),
    ...auditCalls(sender),
    ...sessionCalls(sender),
  };
}
