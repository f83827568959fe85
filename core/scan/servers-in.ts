/** Web addresses as they stand in settings. */
const anyAddress = /https?:\/\/[^\s"'`\\<>|;,]+/g;

/** The servers whose addresses stand in an entry, each as scheme, host and port: its key belongs to one of them. */
export function serversIn(entry: unknown): readonly string[] {
  const addresses = (JSON.stringify(entry) ?? '').match(anyAddress) ?? [];
  return [...new Set(addresses.filter((one) => URL.canParse(one)).map((one) => new URL(one).origin))];
}
