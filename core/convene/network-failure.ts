import { networkInterfaces } from 'node:os';
import { type Failure, type FailureReason, failure } from '../../shared/failure.ts';
import { withoutTokens } from '../../shared/tokens.ts';

/** The code of an error of `fetch`, which stands in one of its causes; Node 24 gives parser errors a name only. */
function systemCode(error: unknown): string {
  for (let one = error; one instanceof Error; one = causeOf(one)) {
    if ('code' in one && typeof one.code === 'string') return one.code;
    if (one.name === 'HTTPParserError') return one.name;
  }
  return '';
}

/**
 * `fetch` doesn't let its callers see status 407 (Fetch, 4.6): Node answers an error without a word and without a code,
 * which it does for nothing else. A proxy that is asked for a tunnel is told in `hpagent`'s words.
 */
function wantsPassword(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { cause } = error;
  const isSilent = cause instanceof Error && cause.message === '' && systemCode(cause) === '';
  return isSilent || /^bad response: 407$/i.test(error.message);
}

/** Where several addresses of a server were tried, the first of them tells. */
const causeOf = (error: Error): unknown => (error instanceof AggregateError ? error.errors[0] : error.cause);

/** Somebody answered, but not in HTTP, or in an encoding that can't be undone. */
const nonsense = /^(?:HPE_|HTTPParserError$|Z_|ERR_BROTLI|ERR__ERROR|UND_ERR_HEADERS_OVERFLOW)/;

/** This computer doesn't know who signed it, or it isn't that server's: in the codes of Node's `tls`. */
const untrusted =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA)/;

const reasons: Readonly<Record<string, FailureReason>> = {
  ENETUNREACH: 'no-network',
  ENETDOWN: 'no-network',
  EAI_AGAIN: 'no-network',
  ENOTFOUND: 'name-unknown',
  ECONNREFUSED: 'refused',
};

/** What to call it when no whole answer came. `what` names the request, without query and headers. */
export function networkFailure(error: unknown, what: string, hasNetwork = isConnected): Failure {
  const code = systemCode(error);
  const detail = withoutTokens(`${what}: ${code || 'no connection'}`);
  if (wantsPassword(error)) return failure('proxy-password', { detail: `${what}: status 407` });
  if (nonsense.test(code)) return failure('unexpected-answer', { detail });
  // A certificate of the future: servers hardly ever have one, computers with an empty battery do.
  if (code === 'CERT_NOT_YET_VALID') return failure('clock-wrong', { detail });
  if (untrusted.test(code)) return failure('certificate-untrusted', { detail });
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return failure('timed-out', { detail });
  const reason = reasons[code] ?? 'broken';
  // Without a network some systems say that they don't know the name.
  const lacksNetwork = reason === 'name-unknown' && !hasNetwork();
  return failure('offline', { reason: lacksNetwork ? 'no-network' : reason, detail });
}

/** Whether this computer has an address beyond itself. */
const isConnected = (): boolean =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal));
