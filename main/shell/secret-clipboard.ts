/** The part of Electron's clipboard that is used, so that it can be tried without one. */
export interface Clipboard {
  /** A text in the system's own formats, by their names. */
  write(formats: Readonly<Record<string, string>>): Promise<void>;
  readText(): Promise<string>;
  clear(): void;
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

/**
 * Copies a secret, marked as one where the system has a mark, and takes it off the clipboard after a minute if it is
 * still what is there.
 */
export function secretClipboard(
  clipboard: Clipboard,
  parts: { platform: NodeJS.Platform; staysMs?: number; report: (what: string) => void },
): (secret: string) => Promise<void> {
  const { platform, staysMs = secretStaysMs, report } = parts;
  let clearing: NodeJS.Timeout | undefined;
  return async (secret) => {
    clearTimeout(clearing);
    const text = { 'text/plain': secret };
    try {
      await clipboard.write({ ...text, ...concealed[platform] });
    } catch {
      report('the clipboard takes no mark');
      await clipboard.write(text);
    }
    clearing = setTimeout(() => {
      clipboard
        .readText()
        .then((now) => {
          if (now === secret) clipboard.clear();
        })
        // What can't be read can't be compared: rather too little on the clipboard than a key.
        .catch(() => {
          report('clipboard could not be read, so it was cleared');
          clipboard.clear();
        });
    }, staysMs);
    clearing.unref();
  };
}
