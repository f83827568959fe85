import { errorFacts } from '../../core/error-facts.ts';
import type { Log } from '../../core/log.ts';
import type { AppNotice } from '../../shared/app-notices.ts';
import { type Attempts, limitedAttempts } from './attempts.ts';

/** Why a process is gone, as Electron says. */
interface Gone {
  readonly reason: string;
  readonly exitCode: number;
}

/** The part of Electron's window that is used. */
interface PageWindow {
  isDestroyed(): boolean;
  hide(): void;
  readonly webContents: {
    isCrashed(): boolean;
    reload(): void;
    on(event: 'render-process-gone', listener: (event: unknown, gone: Gone) => void): unknown;
  };
}

export interface PageRecovery {
  /** The person wants to see the window: a page that is gone is loaded again, however often it was gone before. */
  showing(): void;
}

/** Beyond this the page would only be gone again, and the person should know. */
const reloads = { times: 3, withinMs: 60_000 };

/**
 * Loads the page again, at the place where it was, when its process is gone; what main does goes on meanwhile. When that
 * happens again and again the window is hidden, and `keepsClosing` says so.
 */
export function recoverPage(
  window: PageWindow,
  parts: {
    readonly log: Log;
    readonly tell: (notice: AppNotice) => void;
    readonly quitting: () => boolean;
    readonly keepsClosing: () => void;
    readonly attempts?: Attempts;
  },
): PageRecovery {
  const attempts = parts.attempts ?? limitedAttempts(reloads);
  const { webContents } = window;
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (parts.quitting()) return;
    parts.log('page gone', { reason, exitCode });
    const again = attempts.mayTry();
    // Not while its end is still being told.
    setImmediate(() => {
      if (window.isDestroyed() || parts.quitting()) return;
      if (again) {
        webContents.reload();
        parts.tell({ kind: 'window-reopened' });
      } else {
        window.hide();
        parts.keepsClosing();
      }
    });
  });
  return {
    showing() {
      if (window.isDestroyed() || !webContents.isCrashed()) return;
      attempts.forget();
      webContents.reload();
    },
  };
}

/** The part of Electron's `app` that is used. */
interface AppOfProcesses {
  on(
    event: 'child-process-gone',
    listener: (event: unknown, gone: Gone & { readonly type: string; readonly serviceName?: string }) => void,
  ): unknown;
  getGPUFeatureStatus(): { readonly gpu_compositing: string };
  readonly commandLine: { appendSwitch(name: string): void };
}

/** Chromium gives the graphics up, and the whole app with it, at the third such end in its last way of drawing. */
const endsBeforeTheLast = 2;

/**
 * Chromium starts its own processes again. It draws without the graphics card after a few ends of the process that draws, and
 * ends the app after a few more: by then it is told not to.
 */
export function outliveProcesses(
  app: AppOfProcesses,
  parts: {
    readonly log: Log;
    readonly tell: (notice: AppNotice) => void;
    readonly quitting: () => boolean;
  },
): void {
  const told = new Set<string>();
  let endsWithoutCard = 0;
  app.on('child-process-gone', (_event, { type, serviceName, reason, exitCode }) => {
    if (parts.quitting() || reason === 'clean-exit') return;
    const name = `${type} ${serviceName ?? ''}`.trim();
    if (!told.has(name)) {
      told.add(name);
      parts.log('process gone', { type, serviceName, reason, exitCode });
      parts.tell({ kind: type === 'GPU' ? 'graphics-restarted' : 'part-restarted' });
    }
    if (type !== 'GPU' || !app.getGPUFeatureStatus().gpu_compositing.startsWith('disabled')) return;
    endsWithoutCard += 1;
    if (endsWithoutCard === endsBeforeTheLast)
      app.commandLine.appendSwitch('disable-gpu-process-crash-limit');
  });
}

/** The part of Node's `process` that is used. */
interface ProcessOfExceptions {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
}

/** What nobody caught is logged and told, each once; the program goes on, for its work is kept on disk step by step. */
export function outliveExceptions(
  process: ProcessOfExceptions,
  { log, tell }: { readonly log: Log; readonly tell: (notice: AppNotice) => void },
): void {
  const told = new Set<string>();
  const hear = (event: string) => (error: unknown) => {
    const facts = errorFacts(error);
    const place = `${facts.name} ${facts.at[0] ?? ''}`;
    if (told.has(place)) return;
    told.add(place);
    log(event, { ...facts });
    tell({ kind: 'mistake' });
  };
  process.on('uncaughtException', hear('exception not caught'));
  process.on('unhandledRejection', hear('rejection not handled'));
}
