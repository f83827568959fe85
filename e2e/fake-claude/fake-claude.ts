/**
 * Stands in for Claude Desktop, which can't run in tests. `fake-claude.cjs <settings file> <options as JSON>`. It
 * behaves as Claude is known to: see `settings.ts` for its memory, `servers.ts` for its servers. Closing its window
 * leaves it running, as in the tray. It takes orders on standard input and quits when that ends.
 */
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { logFolder } from './log-folder.ts';
import type { FakeClaudeOptions, Order } from './orders.ts';
import { startServers } from './servers.ts';
import { openSettings } from './settings.ts';

const [settingsPath = '', optionsText = '{}'] = process.argv.slice(2);
const options = JSON.parse(optionsText) as FakeClaudeOptions;

const settings = openSettings(settingsPath, options.strips ?? 'never');
// Claude writes its settings by itself soon after its start.
settings.write();
const servers = startServers(settings.servers(), {
  panels: options.panels ?? 1,
  logFolder: logFolder(dirname(settingsPath)),
  initializeMs: options.initializeMs,
});
let windowOpen = true;

async function quit(): Promise<void> {
  settings.write();
  await servers.close();
  process.exit(0);
}

async function ask(question: string): Promise<string> {
  const client = servers.find('convene-');
  if (!client) return 'Convene is not connected.';
  if (!/pending/i.test(question)) return 'I only know how to ask what is pending.';
  try {
    const answer = await client.callTool({ name: 'get_dashboard', arguments: {} });
    const content = answer.content as { type: string; text?: string }[];
    return content.map(({ text }) => text ?? '').join('\n');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function carryOut(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'ask':
      return ask(order.question);
    case 'closeWindow':
      windowOpen = false;
      return true;
    case 'changeSetting':
      settings.change(order.name, order.value);
      settings.write();
      return true;
    case 'status':
      return { windowOpen, servers: servers.status() };
  }
}

const say = (id: number, value: unknown): boolean =>
  process.stdout.write(`${JSON.stringify({ id, value })}\n`);

// Listened to from the beginning: whoever started it may end while its servers are still starting.
const orders = createInterface({ input: process.stdin });
orders.on('line', (line) => {
  const { id, order } = JSON.parse(line) as { id: number; order: Order };
  void carryOut(order).then((value) => say(id, value));
});
orders.once('close', () => void quit());
process.once('SIGTERM', () => void quit());
process.stdout.on('error', () => {
  // Nobody listens any more; its input ends too, and with that it quits.
});

void servers.started.then(() => say(0, 'ready'));
