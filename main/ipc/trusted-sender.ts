/** The parts of an IPC event that say who sent it; Electron's `IpcMainInvokeEvent` fits. */
export interface Sender {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** Only the main frame of our own page may ask anything; a frame within it or a foreign page may not. */
export function isTrustedSender(event: Sender, ownPage: string): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isOwnPage(frame.url, ownPage);
}

/** Same scheme and host. `URL.origin` is "null" for schemes of our own, so the parts are compared. */
export function isOwnPage(address: string, ownPage: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  const own = new URL(ownPage);
  return protocol === own.protocol && host === own.host && username === '' && password === '';
}
