import { setTimeout as delay } from 'node:timers/promises';
import type { Session } from '../chromium/devtools-pipe.ts';
import { chromium, unattended } from '../running.ts';

/** Milliseconds that the two reports of one `window.open` (by the page and by the browser) may lie apart. */
const reportsApartMs = 1_000;

/** A page that the app opened, stopped before its first script until it is resumed. */
export interface OpenedPage {
  readonly targetId: string;
  readonly session: Session;
}

/** What a page asks with `window.open` or a link to a new window. */
export interface PopupRequest {
  readonly url: string;
  readonly windowName: string;
  readonly windowFeatures: readonly string[];
}

const own = new Set<string>();
const sessions = new Map<string, string>();
const waiting = new Map<string, (sessionId: string) => void>();
const gone = new Map<string, () => void>();
const popups: PopupRequest[] = [];
let opening: Promise<unknown> = Promise.resolve();

/** Every page of the browser is stopped when it appears, so that none runs without its preload. */
export async function watchTargets(): Promise<void> {
  const { browser } = chromium();
  browser.on('Target.attachedToTarget', ({ sessionId, targetInfo, waitingForDebugger }) => {
    if (targetInfo.type === 'page') unattended(pageAppeared(targetInfo.targetId, sessionId));
    else if (waitingForDebugger) {
      unattended(chromium().session(sessionId).send('Runtime.runIfWaitingForDebugger'));
    }
  });
  browser.on('Target.targetDestroyed', ({ targetId }) => {
    gone.get(targetId)?.();
    gone.delete(targetId);
    own.delete(targetId);
    sessions.delete(targetId);
  });
  await browser.send('Target.setDiscoverTargets', { discover: true });
  await browser.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
  });
}

/** @param onGone Called when the page has ended, by the app or by itself. */
export async function openPage(
  size: { width: number; height: number },
  onGone: () => void,
): Promise<OpenedPage> {
  const created = chromium().browser.send('Target.createTarget', {
    url: 'about:blank',
    newWindow: true,
    ...size,
  });
  opening = Promise.allSettled([opening, created]);
  const { targetId } = await created;
  own.add(targetId);
  gone.set(targetId, onGone);
  await fitContents(targetId, size);
  const attached = sessions.get(targetId);
  const sessionId = attached ?? (await new Promise<string>((resolve) => waiting.set(targetId, resolve)));
  return { targetId, session: chromium().session(sessionId) };
}

/** Where a person can see windows, a hidden one is minimized: Chromium can't hide it wholly. */
export async function showWindow(targetId: string, visible: boolean): Promise<void> {
  const { browser, headed } = chromium();
  if (!headed) return;
  const { windowId } = await browser.send('Browser.getWindowForTarget', { targetId });
  const windowState = visible ? 'normal' : 'minimized';
  await browser.send('Browser.setWindowBounds', { windowId, bounds: { windowState } });
  if (visible) await browser.send('Target.activateTarget', { targetId });
}

/** A full Chromium has bars of its own around the page; the headless shell has none, and can't be asked. */
async function fitContents(targetId: string, size: { width: number; height: number }): Promise<void> {
  const { browser } = chromium();
  const { windowId } = await browser.send('Browser.getWindowForTarget', { targetId });
  await browser.send('Browser.setContentsSize', { windowId, ...size }).catch(() => undefined);
}

/** Notes the page's side of a `window.open`; the browser's side follows or came before. Only refusing is known. */
export function popupRequested(request: PopupRequest): void {
  popups.push(request);
}

async function pageAppeared(targetId: string, sessionId: string): Promise<void> {
  sessions.set(targetId, sessionId);
  waiting.get(targetId)?.(sessionId);
  waiting.delete(targetId);
  await opening;
  if (own.has(targetId)) return;
  const deadline = Date.now() + reportsApartMs;
  while (popups.length === 0 && Date.now() < deadline) await delay(10);
  popups.shift();
  await closeUnseen(targetId, sessionId);
}

/** Without network, so that nothing is asked of the address; resumed, because `window.open` waits for it. */
async function closeUnseen(targetId: string, sessionId: string): Promise<void> {
  const session = chromium().session(sessionId);
  await Promise.allSettled([session.send('Fetch.enable'), session.send('Runtime.runIfWaitingForDebugger')]);
  await chromium().browser.send('Target.closeTarget', { targetId });
}
