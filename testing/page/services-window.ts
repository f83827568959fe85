/**
 * The page on the companion's own services, as main has them: handlers, checks of the contract and events are main's. Only
 * Electron, the desktop and the keychain are left out.
 */
import type { Page } from '@playwright/test';
import type { Companion } from '../../core/companion.ts';
import { publishViews } from '../../main/events.ts';
import type { Desktop } from '../../main/ipc/desktop.ts';
import { companionHandlers } from '../../main/ipc/handlers.ts';
import { eventPublisher, serveContract } from '../../main/ipc/serve-contract.ts';
import { isTrustedSender, type Sender } from '../../main/ipc/trusted-sender.ts';
import { finishWhatWasBegun, refreshWhenSubjectChanges, tellDamagedFiles } from '../../main/lifecycle.ts';
import { type AppNotices, openAppNotices } from '../../main/shell/app-notices.ts';
import { contract } from '../../shared/contract/contract.ts';
import { ok } from '../../shared/result.ts';
import type { World } from '../world.ts';
import { inPage } from './build.ts';

/** The desktop of one window: what it was asked for. */
export interface TestDesktop {
  /** Addresses and files that were to be opened. */
  readonly opened: string[];
  /** Which path the person chooses when asked for one; undefined when they choose none. */
  chosenPath: string | undefined;
}

export interface WindowOptions {
  /**
   * Who is signed in when the window opens; Ana when left out, `nobody` when it shows its first screen, `as-it-was` when that
   * stands on this computer already.
   */
  readonly as?: 'nobody' | 'as-it-was' | { readonly email: string };
  /** In the environment of the app, beside what leads it to this world's Convene. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Opens the page at `address` on a companion of this world. Throws when something didn't fit the contract by the end. */
export async function openOnServices(
  page: Page,
  parts: { address: string; world: World; desktop: TestDesktop; report: (problem: string) => void },
  { as, env = {} }: WindowOptions = {},
): Promise<void> {
  const { address, world, desktop } = parts;
  const { CONVENE_SERVER, CONVENE_DEVICE_NAME } = world.programEnv;
  const companion = await world.open({ env: { CONVENE_SERVER, CONVENE_DEVICE_NAME, ...env } });
  const report = (event: string, facts: Readonly<Record<string, unknown>>): void =>
    parts.report(`${event} ${JSON.stringify(facts)}`);
  const appNotices = openAppNotices();
  await answerPage(page, { companion, desktop, address, report, appNotices });
  if (as === 'as-it-was') await companion.account.findAgain();
  else if (as !== 'nobody') await signIn(world, companion, as?.email);
  await companion.watch.open();
  await companion.reminders.open();
  finishWhatWasBegun(companion);
  await tellDamagedFiles(companion, appNotices);
  await page.goto(address);
}

type Report = (event: string, facts: Readonly<Record<string, unknown>>) => void;

/** Has the page's calls answered, and its events told. */
async function answerPage(
  page: Page,
  parts: {
    companion: Companion;
    desktop: TestDesktop;
    address: string;
    report: Report;
    appNotices: AppNotices;
  },
): Promise<void> {
  const { companion, report, appNotices } = parts;
  const answers = new Map<string, (event: Sender, ...args: unknown[]) => Promise<unknown>>();
  serveContract({
    contract,
    handlers: companionHandlers(companion, desktopOf(parts.desktop), appNotices),
    ipc: { handle: (channel, listener) => void answers.set(channel, listener) },
    trusts: (event: Sender) => isTrustedSender(event, parts.address),
    report,
  });
  await page.exposeBinding('askMain', ({ frame }, channel: string, input: unknown) =>
    answers.get(channel)?.({ senderFrame: { url: frame.url(), parent: frame.parentFrame() } }, input),
  );
  await page.addInitScript({ path: inPage('services') });
  const tell = (channel: string, value: unknown): void => {
    // While it loads there is nobody to hear it; a page that has loaded asks by itself.
    page.evaluate(([name, told]) => window.tellPage?.(name, told), [channel, value] as const).catch(() => {});
  };
  publishViews(companion, appNotices, eventPublisher(contract, tell, report));
  refreshWhenSubjectChanges(companion);
}

async function signIn(world: World, { account }: Companion, email?: string): Promise<void> {
  await account.signIn('convene');
  world.server.approve(account.pendingSignIn()?.userCode ?? '', email);
  await account.settled();
}

function desktopOf(desktop: TestDesktop): Desktop {
  const open = async (address: string) => {
    desktop.opened.push(address);
    return ok(undefined);
  };
  return {
    version: '0.1.0',
    platform: 'linux',
    open,
    openFile: open,
    writeMail: open,
    copy() {},
    async copySecret() {},
    showInFolder: (path) => void open(path),
    askWhereToSave: async () => desktop.chosenPath,
    askForFolder: async () => desktop.chosenPath,
    hasTray: () => true,
    takeOpenRequest: () => undefined,
  };
}
