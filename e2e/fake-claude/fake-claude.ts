/**
 * Stands in for Claude Desktop, which can't run in tests. `fake-claude.cjs <settings file> <options as JSON>`. It
 * behaves as Claude is known to: see `settings.ts` for its memory, `servers.ts` for its servers. Closing its window
 * leaves it running, as in the tray. It takes orders on standard input and ends when that ends.
 */
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FakeClaudeOptions, Order } from './orders.ts';
import { startServers } from './servers.ts';
import { openSettings } from './settings.ts';

const [settingsPath = '', optionsText = '{}'] = process.argv.slice(2);
const options = JSON.parse(optionsText) as FakeClaudeOptions;

async function main(): Promise<void> {
  const settings = openSettings(settingsPath, options.strips ?? 'never');
  let windowOpen = true;
  // Claude writes its settings by itself soon after its start.
  settings.write();
  const servers = await startServers(
    settings.servers(),
    options.panels ?? 1,
    join(dirname(settingsPath), 'logs'),
  );

  const quit = async (): Promise<void> => {
    settings.write();
    await servers.close();
    process.exit(0);
  };

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
      case 'quit':
        return quit();
    }
  }

  process.stdout.write(`${JSON.stringify({ id: 0, value: 'ready' })}\n`);
  const orders = createInterface({ input: process.stdin });
  orders.on('line', (line) => {
    const { id, order } = JSON.parse(line) as { id: number; order: Order };
    carryOut(order).then((value) => process.stdout.write(`${JSON.stringify({ id, value })}\n`));
  });
  orders.once('close', () => void quit());
  process.once('SIGTERM', () => void quit());
}

main().catch((error: unknown) => {
  process.stderr.write(`fake Claude: ${String(error)}\n`);
  process.exit(1);
});
