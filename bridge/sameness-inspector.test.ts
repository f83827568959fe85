import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDemoServer } from '../demo/server.ts';
import { connectAssistant } from '../demo/testing/mcp-client.ts';
import { startKeyring } from '../testing/keyring/keyring.ts';
import { type BridgeCommand, type BridgePlace, openBridgePlace } from './testing/bridge-program.ts';
import { type ForeignServer, startForeignServer } from './testing/foreign-server.ts';
import { startGitServer } from './testing/git-server.ts';
import { type Inspector, startInspector } from './testing/inspector.ts';

let place: BridgePlace;
let inspector: Inspector;
beforeAll(async () => {
  place = openBridgePlace(await startKeyring());
  inspector = startInspector();
});
afterAll(() => {
  inspector.stop();
  return place.stop();
});

const leaving: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const leave of leaving.splice(0).reverse()) await leave();
});

const { resolve: find } = createRequire(import.meta.url);

const throughBridge = (
  { command, args, env }: BridgeCommand,
  question: readonly string[],
): Promise<unknown> => inspector.ask([command, ...args], question, env);

/** The moment at which something was answered can't be the same twice. */
const withoutMoments = (answer: unknown): string =>
  JSON.stringify(answer).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '(a moment)');

const tool = (name: string, ...given: string[]): string[] => [
  ...['tools/call', '--tool-name', name],
  ...given.flatMap((pair) => ['--tool-arg', pair]),
];

describe('the inspector is answered the same through the bridge as directly', () => {
  let everything: ForeignServer;
  beforeAll(async () => {
    const program = find('@modelcontextprotocol/server-everything/dist/index.js');
    everything = await startForeignServer([program, 'streamableHttp'], (PORT) => ({ PORT }));
  });
  afterAll(() => everything.stop());

  it.each(
    [
      ['tools/list'],
      tool('echo', 'message=Grüße an alle'),
      tool('get-sum', 'a=1', 'b=2'),
      tool('no-such-tool'),
      ['resources/list'],
      ['resources/templates/list'],
      ['resources/read', '--uri', 'demo://resource/static/document/features.md'],
      ['prompts/list'],
      ['prompts/get', '--prompt-name', 'args-prompt', '--prompt-args', 'city=Berlin', 'state=BE'],
      ['logging/setLevel', '--log-level', 'error'],
    ].map((question) => [question.join(' '), question] as const),
  )('by server-everything: %s', async (_, question) => {
    const bridge = await place.connect(everything.address, 'nobody-asks');
    const directly = await inspector.ask([`${everything.address}/mcp`], question);
    expect(directly).toBeTypeOf('object');
    expect(await throughBridge(bridge, question)).toEqual(directly);
  });

  describe('by git-mcp-server', () => {
    let git: Awaited<ReturnType<typeof startGitServer>>;
    /** One for all questions, so that the later starts tell from memory what they can. */
    let bridge: BridgeCommand;
    beforeAll(async () => {
      git = await startGitServer();
      bridge = await place.connect(git.address, 'nobody-asks');
    });
    afterAll(() => git.stop());

    it.each([
      ['tools/list', (): string[] => ['tools/list']],
      ['prompts/list', (): string[] => ['prompts/list']],
      ['git_log', (path: string) => tool('git_log', path)],
      ['git_diff', (path: string) => tool('git_diff', path)],
    ])('%s', async (_, questionAbout) => {
      const question = questionAbout(`path=${git.repository}`);
      const directly = await inspector.ask([`${git.address}/mcp`], question);
      expect(directly).toBeTypeOf('object');
      expect(withoutMoments(await throughBridge(bridge, question))).toEqual(withoutMoments(directly));
    });
  });

  it('by the demo market, as the official client is directly', async () => {
    const convene = await startDemoServer({ inMemory: true });
    leaving.push(() => convene.stop());
    const { token } = convene.createKey('Claude Desktop on Stall');
    const bridge = await place.connect(convene.address, token);
    const direct = await connectAssistant(convene.address, token);
    leaving.push(() => direct.close());
    expect(await throughBridge(bridge, ['tools/list'])).toEqual(await direct.listTools());
    expect(await throughBridge(bridge, tool('list_bookings'))).toEqual(
      await direct.callTool({ name: 'list_bookings' }),
    );
  });
});
