/**
 * The guided tour: what an organizer does on her first day, done by itself on the demo market and a Claude that
 * behaves like Claude Desktop. Every part is real but Claude; each step is printed with its result and a picture.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from '@playwright/test';
import { type Browser, chromium, type Page } from 'playwright';
import { browserPath, browserSwitches } from '../../testing/browser.ts';
import { type CompanionPage, companionPage } from '../../testing/page/companion-page.ts';
import type { FakeClaude } from '../fake-claude/driver.ts';
import { launchApp, type RunningApp } from '../harness/app.ts';
import { buildHarness } from '../harness/build.ts';
import { createWorld, type World } from '../harness/world.ts';
import { type ConvenePages, convenePages } from '../pages/convene-pages.ts';

export interface TourOptions {
  readonly say: (line: string) => void;
  /** The folder for its pictures; what was there is replaced. */
  readonly pictures: string;
}

interface Stage {
  readonly world: World;
  readonly running: RunningApp;
  readonly companion: CompanionPage;
  readonly convene: ConvenePages;
  readonly picture: (name: string, page?: Page) => Promise<void>;
  claude?: FakeClaude;
}

interface Step {
  readonly title: string;
  /** Answers what came of it, in a few words. */
  readonly play: (stage: Stage) => Promise<string>;
}

const keyName = 'Claude Desktop on Market office laptop';
const question = 'What’s pending today?';

const steps: readonly Step[] = [
  {
    title: 'She opens the app for the first time',
    async play({ companion, picture }) {
      await expect(companion.title('Your market, one key for each device.')).toBeVisible();
      await picture('welcome');
      return 'three ways to begin';
    },
  },
  {
    title: 'She opens the demo market: a Convene server on this computer',
    async play({ companion, running, picture }) {
      await companion.button('Open the demo').click();
      await expect(companion.title('Check that your browser shows this code.')).toBeVisible();
      await expect.poll(async () => (await running.opened()).length).toBe(1);
      await picture('sign-in');
      return `code ${await companion.page.getByLabel(/^Code/).textContent()}`;
    },
  },
  {
    title: 'She signs in and approves in her own browser',
    async play({ running, companion, convene, picture }) {
      await convene.signIn((await running.opened())[0] ?? '', 'ana@quince.example');
      await picture('approve', convene.page);
      await convene.approve();
      await expect(companion.button(/Quince Street Market: market and account/)).toBeVisible();
      return 'signed in as Ana Ferreira';
    },
  },
  {
    title: 'She sees her keys by device',
    async play({ companion, picture }) {
      const title = companion.title(/keys need replacing/);
      await expect(title).toBeVisible();
      await picture('keys');
      return (await title.textContent()) ?? '';
    },
  },
  {
    title: 'She connects Claude Desktop; its settings get one entry, without a key in it',
    async play({ companion, world, picture }) {
      await companion.tab('Connect');
      await expect(companion.text('There is no key in this file')).toBeVisible();
      await picture('connect-preview');
      await companion.button('Connect Claude Desktop').click();
      await expect(companion.title('Now start Claude.')).toBeVisible();
      await picture('connect-steps');
      if (/fm_org_/.test(world.config())) throw new Error('a key stands in Claude’s settings');
      return 'the rest of the file is byte for byte as it was';
    },
  },
  {
    title: 'She starts Claude, and the connection is proven',
    async play(stage) {
      stage.claude = await stage.world.startClaude();
      await expect(stage.companion.title('Claude is connected to Quince Street Market.')).toBeVisible({
        timeout: 30_000,
      });
      await stage.picture('connected');
      return 'seven steps of seven';
    },
  },
  {
    title: `She asks Claude: “${question}”`,
    async play({ claude }) {
      const answer = await claude?.ask(question);
      const { pending_applications: applications, pending_orders: orders } = JSON.parse(answer ?? '{}');
      if (typeof applications !== 'number') throw new Error(`Claude said: ${answer}`);
      return `${applications} applications and ${orders} orders are pending`;
    },
  },
  {
    title: 'She has every part of the connection checked',
    async play({ companion, picture }) {
      await companion.button('Check connection').click();
      const title = companion.title(/in order|needs? fixing/);
      await expect(title).toBeVisible({ timeout: 30_000 });
      await picture('check-up');
      return (await title.textContent()) ?? '';
    },
  },
  {
    title: 'She looks at what undoing would change in Claude’s settings, and leaves it',
    async play({ companion, picture }) {
      await companion.button('Undo our last change…').click();
      const diff = companion.dialog().getByRole('region', { name: 'What would change' });
      await expect(diff).toContainText('convene-quince-street');
      await picture('undo');
      await companion.button('Leave the file as it is').click();
      return 'shown first; nothing was changed';
    },
  },
  {
    title: 'Her key is replaced with one press, and Claude keeps answering',
    async play({ claude, companion, picture }) {
      await companion.tab('Keys');
      await companion.button(`Rotate ${keyName}`).click();
      await expect(companion.title(`“${keyName}” is replaced.`)).toBeVisible({ timeout: 30_000 });
      await picture('rotated');
      await companion.button('Done').click();
      const answer = await claude?.ask(question);
      if (!answer?.includes('pending_applications')) throw new Error(`Claude said: ${answer}`);
      return 'the old key is refused, and Claude was not restarted';
    },
  },
  {
    title: 'She revokes the key and gets proof',
    async play({ companion, picture }) {
      await companion.tab('Keys');
      await companion.openRevoke(keyName);
      await picture('revoke');
      await companion.button('Revoke this key').click();
      await expect(companion.title(new RegExp(`^“${keyName}.*” is revoked\\.$`))).toBeVisible();
      await picture('proof');
      const slip = companion.dialog().getByRole('group', { name: 'Proof' });
      await expect(slip).toContainText(/refused/);
      const refused = await slip.locator('dt').last().textContent();
      await companion.button('Done').click();
      await picture('keys-after');
      return `Convene refused the old key at ${refused?.trim()}`;
    },
  },
  {
    title: 'Claude asks again and is refused, in a sentence',
    async play({ claude }) {
      const answer = (await claude?.ask(question)) ?? '';
      if (!/Open Convene Companion/.test(answer)) throw new Error(`Claude said: ${answer}`);
      return answer.replace(/^MCP error -?\d+: /, '');
    },
  },
  {
    title: 'She signs out, and nothing stays behind',
    async play({ claude, companion, world, picture }) {
      await claude?.quit();
      await companion.chooseAccountItem('Sign out');
      await companion.dialog().getByRole('button', { name: 'Sign out' }).click();
      await expect(companion.text('Nothing of Convene stays behind on this computer.')).toBeVisible({
        timeout: 30_000,
      });
      await picture('signed-out');
      const leaks = world.filesWithTokens();
      if (leaks.length > 0) throw new Error(`a token stands in ${leaks.join(', ')}`);
      return 'no key, no session, no entry; no token in any file';
    },
  },
];

/** Answers the exit status: 0 when every step came about. */
export async function runTour({ say, pictures }: TourOptions): Promise<number> {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  await buildHarness();
  const world = await createWorld();
  let browser: Browser | undefined;
  let running: RunningApp | undefined;
  try {
    browser = await chromium.launch({ executablePath: browserPath(), args: browserSwitches });
    running = await launchApp({ env: world.env, folder: world.folder });
    await running.page.setViewportSize({ width: 1180, height: 800 });
    const page = await browser.newPage({ viewport: { width: 900, height: 640 } });
    say(`\nConvene Companion on ${running.host}, with a real keychain.\n`);
    return await play(
      {
        world,
        running,
        companion: companionPage(running),
        convene: convenePages(page),
        picture: pictureTaker(running.page, pictures),
      },
      say,
      relative(process.cwd(), pictures),
    );
  } finally {
    await running?.quit();
    await browser?.close();
    await world.end();
  }
}

async function play(stage: Stage, say: TourOptions['say'], folder: string): Promise<number> {
  const begun = Date.now();
  for (const [at, { title, play: act }] of steps.entries()) {
    const from = Date.now();
    try {
      const result = await act(stage);
      say(`${String(at + 1).padStart(2)}. ✓ ${title}\n       ${result} (${seconds(from)})`);
    } catch (error) {
      say(
        `${String(at + 1).padStart(2)}. ✗ ${title}\n       ${error instanceof Error ? error.message : String(error)}`,
      );
      await stage.picture('failed').catch(() => say('       (no picture could be taken)'));
      return 1;
    }
  }
  say(`\nAll ${steps.length} steps came about in ${seconds(begun)}. Pictures: ${folder}/`);
  return 0;
}

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** Numbered pictures; of the app's own window in light and dark. */
function pictureTaker(window: Page, folder: string): Stage['picture'] {
  let count = 0;
  return async (name, page) => {
    count += 1;
    const file = (suffix: string): string =>
      join(folder, `${String(count).padStart(2, '0')}-${name}${suffix}.png`);
    if (page) {
      await page.screenshot({ path: file('') });
      return;
    }
    for (const colorScheme of ['dark', 'light'] as const) {
      // Without motion, so that no picture is taken halfway through a change of color.
      await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await window.screenshot({ path: file(`-${colorScheme}`), animations: 'disabled' });
    }
  };
}
