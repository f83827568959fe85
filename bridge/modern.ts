import { isObject, type Params } from './json-rpc.ts';

/**
 * MCP from 2026-07-28 on has no introduction and no sessions: each request carries its version, and over HTTP some of
 * its fields are mirrored in headers (Streamable HTTP, "Request Metadata").
 */
const versionField = 'io.modelcontextprotocol/protocolVersion';

/** The code with which a server refuses a request whose headers don't mirror its fields; it hasn't acted then. */
export const headerMismatch = -32020;

/** The version that a request carries; `undefined` for one of the older protocol. */
export function versionWithin({ _meta }: Params): string | undefined {
  const version = isObject(_meta) ? _meta[versionField] : undefined;
  return typeof version === 'string' ? version : undefined;
}

/** The headers that go with a request that carries its version. `mirrored` are the tool's own. */
export function headersFor(
  method: string,
  params: Params,
  version: string,
  mirrored: Readonly<Record<string, string>>,
): Record<string, string> {
  const name = params.name ?? params.uri;
  return {
    'mcp-protocol-version': asHeader(version),
    'mcp-method': asHeader(method),
    ...(typeof name === 'string' ? { 'mcp-name': asHeader(name) } : {}),
    ...mirrored,
  };
}

/** A value as a header may carry it: as it is, or in Base64 with the marks that say so. */
export function asHeader(value: string): string {
  const plain = /^(?:[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?$/.test(value);
  const marked = value.startsWith('=?base64?') && value.endsWith('?=');
  return plain && !marked ? value : `=?base64?${Buffer.from(value).toString('base64')}?=`;
}
