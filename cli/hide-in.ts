const dots = '••••••';

/** Passes text on in pieces, with dots in the place of a secret, also where a piece ends within it. */
export function hideIn(
  secret: string,
  passOn: (text: string) => void,
): { write(text: string): void; end(): void } {
  let held = '';
  return {
    write(text) {
      const whole = (held + text).replaceAll(secret, dots);
      const safe = whole.length - beginningOf(secret, whole);
      held = whole.slice(safe);
      if (safe > 0) passOn(whole.slice(0, safe));
    },
    end() {
      if (held !== '') passOn(held);
      held = '';
    },
  };
}

/** How many characters at the end of the text may be the beginning of the secret. */
function beginningOf(secret: string, text: string): number {
  for (let length = Math.min(secret.length - 1, text.length); length > 0; length -= 1)
    if (secret.startsWith(text.slice(-length))) return length;
  return 0;
}
