import { createScanner } from 'jsonc-parser';

/** What stands between two values: at most one comma, and comments where a program allows them. */
export interface Gap {
  /** Offset of the comma. */
  readonly comma: number | undefined;
  readonly comments: readonly { readonly start: number; readonly end: number; readonly isLine: boolean }[];
}

export function gapBetween(text: string, from: number, to: number): Gap {
  const comments: { start: number; end: number; isLine: boolean }[] = [];
  let comma: number | undefined;
  const scanner = createScanner(text.slice(from, to), false);
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const start = from + scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    const token = text.slice(start, end);
    if (token === ',') comma ??= start;
    if (token.startsWith('//')) comments.push({ start, end, isLine: true });
    if (token.startsWith('/*')) comments.push({ start, end, isLine: false });
  }
  return { comma, comments };
}
