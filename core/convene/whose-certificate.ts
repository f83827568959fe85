import { isIP } from 'node:net';
import tls from 'node:tls';

/** Milliseconds. */
const lookMs = 3_000;

/**
 * Who has signed the certificate of a server that this computer doesn't trust, as it says itself: often a filter or a
 * virus scanner. Nothing is sent. Undefined when it can't be had.
 */
export function whoseCertificate({ hostname, port }: URL): Promise<string | undefined> {
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = tls.connect({
      host,
      port: Number(port || 443),
      ...(isIP(host) ? {} : { servername: host }),
      rejectUnauthorized: false,
    });
    const end = (name: string | undefined): void => {
      clearTimeout(timer);
      resolve(name);
      socket.destroy();
    };
    const timer = setTimeout(() => end(undefined), lookMs);
    socket.once('error', () => end(undefined));
    socket.once('secureConnect', () => {
      const { issuer } = socket.getPeerCertificate();
      end(readable(issuer?.O) ?? readable(issuer?.CN));
    });
  });
}

/** A name that may be shown: in one line, and not long. */
function readable(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const shown = name
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 60);
  return shown === '' ? undefined : shown;
}
