import { conveneAddress } from '../core/convene/address.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { wrongUse } from './words.ts';

/** Settings from outside that would make every command fail in a way that doesn't name them. */
export function checkEnvironment(env: NodeJS.ProcessEnv): Result<void> {
  const server = env.CONVENE_SERVER;
  if (server === undefined || conveneAddress(server.replace(/\/+$/, '')).ok) return ok(undefined);
  return failed(
    wrongUse(
      'CONVENE_SERVER has to be an address like https://app.convene.markets, without anything after the name; http:// is for this computer only.',
      { name: 'CONVENE_SERVER' },
    ),
  );
}
