/** What main sees to by itself, without a word from the page. */
import { basename } from 'node:path';
import type { App } from 'electron';
import type { Companion } from '../core/companion.ts';
import type { PowerEvents } from './reminders/remind.ts';
import type { AppNotices } from './shell/app-notices.ts';

/** Files that weren't finished when the companion was quit, until the person has read it. */
export async function tellUnfinished({ audit }: Companion, appNotices: AppNotices): Promise<void> {
  for (const path of await audit.unfinished())
    appNotices.tell({ kind: 'export-unfinished', path }, () => void audit.knowsOfUnfinished(path));
}

/** Own files that were damaged: had again from their copies, or not to be read. */
export async function tellDamagedFiles(companion: Companion, appNotices: AppNotices): Promise<void> {
  companion.onRecovered(({ path, ...where }) =>
    appNotices.tell({ kind: 'state-recovered', file: basename(path), ...where }),
  );
  for (const { name } of await companion.unreadable())
    appNotices.tell({ kind: 'state-unreadable', file: name });
}

/** Milliseconds for Electron to end; it takes a quarter of one second. */
const exitDeadlineMs = 3_000;

/**
 * To be called when all is written. Electron has been seen to go on after `exit` without a window, which would also
 * hold the lock of the only instance, so that no later start gets through.
 */
export function exitForCertain(app: Pick<App, 'exit'>, log: Companion['log']): void {
  log('ends');
  setTimeout(() => {
    log('Electron did not end, and is killed');
    process.kill(process.pid, 'SIGKILL');
  }, exitDeadlineMs);
  app.exit(0);
}

/** Timers stand still while the computer sleeps, so what they were to do is done when it wakes. */
export function wakeWithComputer(
  companion: { readonly revocations: Pick<Companion['revocations'], 'wake'>; readonly log: Companion['log'] },
  power: PowerEvents,
): void {
  const wake = (): void => {
    companion.revocations
      .wake()
      .catch((error: unknown) => companion.log('waking failed', { error: String(error) }));
  };
  power.on('resume', wake);
  power.on('unlock-screen', wake);
}

/** What was begun earlier is finished as soon as somebody is signed in. */
export function finishWhatWasBegun(companion: Companion): void {
  let tried = false;
  const finish = (): void => {
    if (tried || companion.account.view().state !== 'signed-in') return;
    tried = true;
    companion.incidents
      .resume()
      .then(() => companion.renaming.resume())
      .then(() => companion.rotations.resumeAll())
      .then(() => companion.handovers.resumeAll())
      .catch((error: unknown) => companion.log('finishing what was begun failed', { error: String(error) }));
  };
  companion.account.onChange((view) => {
    if (view.state === 'signed-out') tried = false;
    finish();
  });
  finish();
}

/** A new list whenever another person or organization is meant. */
export function refreshWhenSubjectChanges(companion: Companion): void {
  let last = '';
  companion.account.onChange((view) => {
    const subject =
      view.state === 'signed-in'
        ? `${view.server.address} ${view.person.id} ${view.organizationId}`
        : view.state;
    if (subject === last) return;
    last = subject;
    if (view.state === 'signed-in' || view.state === 'pasted-key') refresh(companion);
  });
}

/** Also whether the session still stands: it may have been ended from another device. */
export function refresh(companion: Companion): void {
  companion.account
    .refresh()
    .then(() => companion.keys.refresh())
    .then(() => companion.revocations.look())
    .catch((error: unknown) => companion.log('refresh failed', { error: String(error) }));
}
