/** The part of Electron's clipboard that is used, so that it can be tried without one. */
export interface Clipboard {
  /** A text in the system's own formats, by their names. */
  write(formats: Readonly<Record<string, string>>): Promise<void>;
  readText(): Promise<string>;
  /** Names of all that is there, text or not. */
  formats(): Promise<readonly string[]>;
  clear(): void;
}

export interface SecretClipboard {
  /** Copies a secret, marked as one where the system has a mark. */
  copy(secret: string): Promise<void>;
  /** Takes it off at once, for a program that ends before its time is over. */
  forget(): Promise<void>;
}

/** Milliseconds after which a copied secret is taken off the clipboard again. */
const secretStaysMs = 60_000;

const systemFormat = (name: string): string => `electron application/osclipboard;format="${name}"`;

/** What clipboard histories look for before they leave a secret out: on macOS, Windows, KDE. */
const concealed: Partial<Record<NodeJS.Platform, Readonly<Record<string, string>>>> = {
  darwin: { [systemFormat('org.nspasteboard.ConcealedType')]: '' },
  win32: { [systemFormat('ExcludeClipboardContentFromMonitorProcessing')]: '1' },
  linux: { [systemFormat('x-kde-passwordManagerHint')]: 'secret' },
};

/** What is copied is taken off the clipboard after a minute if it may still be what is there. */
export function createSecretClipboard(
  clipboard: Clipboard,
  parts: { platform: NodeJS.Platform; staysMs?: number; report: (what: string) => void },
): SecretClipboard {
  const { platform, staysMs = secretStaysMs, report } = parts;
  interface Copied {
    readonly secret: string;
    readonly clearing: NodeJS.Timeout;
    readonly written: Promise<void>;
  }
  let copied: Copied | undefined;

  async function forget(): Promise<void> {
    if (!copied) return;
    const { secret, clearing, written } = copied;
    copied = undefined;
    clearTimeout(clearing);
    // Else it would come after it was cleared. Why it wasn't copied is told to who copied it.
    await written.catch(() => {});
    if (await mayBe(secret)) clipboard.clear();
  }

  /**
   * What can't be read can't be compared: rather too little on the clipboard than a key. Under Wayland a window that isn't the
   * one in use sees an empty clipboard, whatever is there; a picture has no text either, but is seen.
   */
  async function mayBe(secret: string): Promise<boolean> {
    try {
      const now = await clipboard.readText();
      if (now !== '') return now === secret;
      if ((await clipboard.formats()).length > 0) return false;
    } catch {
      // As good as empty.
    }
    report('clipboard could not be read, so it was cleared');
    return true;
  }

  async function write(secret: string): Promise<void> {
    const text = { 'text/plain': secret };
    try {
      await clipboard.write({ ...text, ...concealed[platform] });
    } catch {
      report('the clipboard takes no mark');
      await clipboard.write(text);
    }
  }

  return {
    forget,
    async copy(secret) {
      clearTimeout(copied?.clearing);
      const clearing = setTimeout(() => {
        forget().catch((error: unknown) => report(`clipboard could not be cleared: ${String(error)}`));
      }, staysMs);
      clearing.unref();
      const written = write(secret);
      copied = { secret, clearing, written };
      await written;
    },
  };
}
