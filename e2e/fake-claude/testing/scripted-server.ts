import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a scripted server does wrong, if anything. */
export type Behavior = 'good' | 'refusing' | 'silent' | 'stubborn';

/**
 * A small MCP server on stdio, as Claude's settings name one: it answers `get_dashboard` with its variable GREETING.
 * `refusing` answers it with an error, `silent` never answers at all, `stubborn` ends neither with its input nor at SIGTERM.
 */
export function scriptedServer(folder: string, behavior: Behavior = 'good') {
  const program = join(folder, 'server.cjs');
  writeFileSync(program, source);
  return { command: process.execPath, args: [program, behavior], env: { GREETING: 'two applications' } };
}

const source = `
const { createInterface } = require('node:readline');
const [, , behavior] = process.argv;
process.stderr.write('server up\\n');
if (behavior === 'stubborn') {
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 1000);
}
const results = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'scripted', version: '1' },
  }),
  'tools/list': () => ({ tools: [{ name: 'get_dashboard', inputSchema: { type: 'object' } }] }),
  'tools/call': () => ({ content: [{ type: 'text', text: process.env.GREETING }] }),
};
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined || behavior === 'silent') return;
  const answer = behavior === 'refusing' && method === 'tools/call'
    ? { error: { code: -32000, message: 'This key was revoked.' } }
    : { result: results[method](params) };
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, ...answer }) + '\\n');
});
`;
