import { readFileSync } from 'node:fs';
import tls from 'node:tls';

/** Where Debian, Fedora, SUSE, Alpine and macOS keep what the system trusts, for Nodes that can't ask it (before 22.15). */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Node from 22.15 on; its types here are of Node 20. */
const asked = tls as typeof tls & { getCACertificates?(store: 'system'): string[] };

/**
 * The certificates that this computer trusts beyond those that Node brings along: the system's own, and the file that
 * NODE_EXTRA_CA_CERTS names, which Node itself reads at its start only. Takes some tens of milliseconds, so it is for
 * when a server wasn't trusted.
 */
export function trustedHere(env: NodeJS.ProcessEnv = process.env): string[] {
  const extra = env.NODE_EXTRA_CA_CERTS;
  const system = asked.getCACertificates?.('system') ?? bundles.flatMap(certificatesIn).slice(0, 1_000);
  return [...tls.rootCertificates, ...system, ...(extra ? certificatesIn(extra) : [])];
}

function certificatesIn(path: string): string[] {
  try {
    const text = readFileSync(path, 'utf8');
    return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  } catch {
    return [];
  }
}
