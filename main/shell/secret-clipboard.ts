/** The part of Electron's clipboard that is used, so that it can be tried without one. */
export interface Clipboard {
  writeText(text: string): Promise<void>;
  readText(): Promise<string>;
  clear(): void;
}

/** Milliseconds after which a copied secret is taken off the clipboard again. */
const secretStaysMs = 60_000;

/**
 * Copies a secret, and takes it off the clipboard after a minute if it is still what is there. Electron has no way to mark
 * it as concealed, so a clipboard history may keep it; the window says so.
 */
export function secretClipboard(
  clipboard: Clipboard,
  { staysMs = secretStaysMs, report }: { staysMs?: number; report: (what: string) => void },
): (secret: string) => void {
  let clearing: NodeJS.Timeout | undefined;
  return (secret) => {
    clearTimeout(clearing);
    clipboard.writeText(secret).catch(() => report('nothing could be put on the clipboard'));
    clearing = setTimeout(() => {
      clipboard
        .readText()
        .then((text) => {
          if (text === secret) clipboard.clear();
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
