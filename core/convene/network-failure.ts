import { type Failure, failure } from '../../shared/failure.ts';
import { withoutTokens } from '../../shared/tokens.ts';

/** The code of an error of `fetch`, which stands in one of its causes; Node 24 gives parser errors a name only. */
function systemCode(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ('code' in one && typeof one.code === 'string') return one.code;
    if (one.name === 'HTTPParserError') return one.name;
  }
  return '';
}

/** Somebody answered, but not in HTTP, or in an encoding that can't be undone. */
const nonsense = /^(?:HPE_|HTTPParserError$|Z_|ERR_BROTLI|ERR__ERROR|UND_ERR_HEADERS_OVERFLOW)/;

/** What to call it when no whole answer came. `what` names the request, without query and headers. */
export function networkFailure(error: unknown, what: string): Failure {
  const code = systemCode(error);
  const detail = withoutTokens(`${what}: ${code || 'no connection'}`);
  if (nonsense.test(code)) return failure('unexpected-answer', { detail });
  // A certificate of the future: servers hardly ever have one, computers with an empty battery do.
  if (code === 'CERT_NOT_YET_VALID') return failure('clock-wrong', { detail });
  return failure(/TIMEOUT|ETIMEDOUT/.test(code) ? 'timed-out' : 'offline', { detail });
}
