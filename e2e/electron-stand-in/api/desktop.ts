import { LoudEmitter } from '../loud.ts';
import { loud, onlyKnown } from '../not-implemented.ts';

/** Tells on stderr what a desktop would do now. A query may hold a code, so it is left out. */
function would(what: string): void {
  process.stderr.write(`stand-in: would ${what}\n`);
}

export const shell = loud('shell', {
  openExternal: async (address: string) => {
    const { protocol, host, pathname } = new URL(address);
    would(`open ${protocol}//${host}${pathname}`);
  },
  showItemInFolder: (path: string) => would(`show ${path}`),
  openPath: async (path: string) => {
    would(`open ${path}`);
    return '';
  },
});

/** Formats by their names; only plain text can be read again here. */
export class ClipboardItem {
  readonly items: Readonly<Record<string, string>>;
  constructor(items: Readonly<Record<string, string>>) {
    this.items = items;
  }
}

let copied = '';
/** Of this process alone. */
export const clipboard = loud('clipboard', {
  writeText: async (text: string) => {
    copied = String(text);
  },
  write: async (items: readonly ClipboardItem[]) => {
    copied = items[0]?.items['text/plain'] ?? '';
  },
  readText: async () => copied,
  clear: () => {
    copied = '';
  },
});

/** Nobody sees the question, so it is cancelled. */
export const dialog = loud('dialog', {
  showMessageBox: async (...args: readonly { readonly cancelId?: number }[]) => ({
    response: args.at(-1)?.cancelId ?? 0,
    checkboxChecked: false,
  }),
  showSaveDialog: async () => ({ canceled: true, filePath: '' }),
  showOpenDialog: async () => ({ canceled: true, filePaths: [] as string[] }),
  showErrorBox: (title: string, content: string) => would(`say ${title}: ${content}`),
});

class PowerMonitor extends LoudEmitter {
  constructor() {
    super('powerMonitor', [
      'suspend',
      'resume',
      'lock-screen',
      'unlock-screen',
      'shutdown',
      'on-ac',
      'on-battery',
    ]);
  }
}

/** Never tells anything by itself; a test emits. */
export const powerMonitor = new PowerMonitor();

interface NotificationOptions {
  readonly title?: string;
  readonly body?: string;
  readonly silent?: boolean;
}

export class Notification extends LoudEmitter {
  title: string;
  body: string;
  silent: boolean;

  constructor(options: NotificationOptions = {}) {
    super('Notification', ['show', 'click', 'close', 'failed']);
    onlyKnown('Notification', options, ['title', 'body', 'silent', 'icon', 'urgency', 'timeoutType']);
    this.title = options.title ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    this.emit('show');
  }

  close(): void {
    this.emit('close');
  }
}
