import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { isThisComputer } from './proxy-names.ts';

/**
 * The address of a Convene server, checked before any token goes there: https, or http on this computer itself.
 * Only scheme, host and port may be given; everything else is `bad-input`.
 */
export function conveneAddress(server: string): Result<URL> {
  const refuse = (why: string) => failed(failure('bad-input', { detail: `server address: ${why}` }));
  if (!URL.canParse(server)) return refuse('not a URL');
  const address = new URL(server);
  if (address.username || address.password) return refuse('holds a user name or password');
  if (address.pathname !== '/' || address.search || address.hash) return refuse('more than scheme and host');
  if (address.protocol === 'https:') return ok(address);
  if (address.protocol !== 'http:') return refuse('neither https nor http');
  return isThisComputer(address.hostname) ? ok(address) : refuse('http is for this computer only');
}
