/**
 * Stands in for Claude Desktop, which can't run in tests. `fake-claude.cjs <settings file> <driver's socket>`. It
 * behaves as Claude is known to: see `settings.ts` for its memory, `servers.ts` for its servers. Closing its window
 * leaves it running, as in the tray. Whoever starts it, it takes its orders from the driver, and quits when that ends.
 */
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { logFolder } from './log-folder.ts';
import type { FakeClaudeOptions, FromClaude, Order, ToClaude } from './orders.ts';
import { startServers } from './servers.ts';
import { openSettings } from './settings.ts';

const [settingsPath = '', socketPath = ''] = process.argv.slice(2);

const driver = connect(socketPath);
const say = (what: FromClaude): boolean => driver.write(`${JSON.stringify(what)}\n`);

/** What runs once the options are known. */
let claude: ReturnType<typeof start> | undefined;

function start(options: FakeClaudeOptions) {
  let stripping = options.strips ?? 'never';
  const settings = openSettings({
    path: settingsPath,
    strips: () => (stripping === 'never' ? undefined : (options.stripsWhat ?? 'entry')),
    stripped() {
      if (stripping === 'once') stripping = 'never';
      say({ stripped: true });
    },
  });
  // Claude writes its settings by itself soon after its start.
  settings.write();
  const servers = startServers(settings.servers(), {
    panels: options.panels ?? 1,
    logFolder: logFolder(dirname(settingsPath)),
    initializeMs: options.initializeMs,
  });
  if (options.stubborn) process.on('SIGTERM', () => {});
  else process.once('SIGTERM', () => void quit());
  void servers.started.then(() => say({ ready: true }));
  return { settings, servers, windowOpen: true };
}

type Claude = NonNullable<typeof claude>;

let quitting = false;
async function quit(): Promise<void> {
  if (quitting) return;
  quitting = true;
  claude?.settings.write();
  await claude?.servers.close();
  process.exit(0);
}

async function ask({ servers }: Claude, question: string): Promise<string> {
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

async function carryOut(now: Claude, order: Order): Promise<unknown> {
  switch (order.do) {
    case 'ask':
      return ask(now, order.question);
    case 'closeWindow':
      now.windowOpen = false;
      return true;
    case 'changeSetting':
      now.settings.change(order.name, order.value);
      now.settings.write();
      return true;
    case 'removeServer':
      now.settings.removeServer(order.name);
      now.settings.write();
      await now.servers.remove(order.name);
      return true;
    case 'status':
      return { windowOpen: now.windowOpen, servers: now.servers.status() };
    case 'quit':
      return quit();
  }
}

driver.once('connect', () => say({ pid: process.pid }));
driver.on('error', () => {
  // Nobody is there to give orders; `close` follows, and with that it quits.
});
// Listened to from the beginning: the driver may end while the servers are still starting.
driver.once('close', () => void quit());
const orders = createInterface({ input: driver });
// It repeats what went wrong with its input, which is taken care of there.
orders.on('error', () => {});
orders.on('line', (line) => {
  const told = JSON.parse(line) as ToClaude;
  if ('options' in told) claude = start(told.options);
  else if (claude) {
    const { id, order } = told;
    void carryOut(claude, order).then((value) => say({ id, value }));
  }
});
