/** What the store and its child process say to each other, one JSON object a line. Secrets travel only in here. */
export interface Request {
  readonly id: number;
  readonly operation: (typeof operations)[number];
  readonly service: string;
  readonly account: string;
  readonly secret?: string | undefined;
}

const operations = ['get', 'set', 'delete', 'list'] as const;

export type Answer =
  /** `secret` is absent when the keychain surely has none of that account; of `list`, the accounts as a JSON array. */
  | { readonly id: number; readonly kind: 'done'; readonly secret?: string | undefined }
  /** keytar's own library, or one that it needs, could not be loaded. */
  | { readonly id: number; readonly kind: 'not-loaded'; readonly words: string }
  /** The keychain refused; its own words say why. */
  | { readonly id: number; readonly kind: 'refused'; readonly words: string };

/** Undefined when the line is none. Without a schema, because this is part of the bridge, which stays small. */
export function readRequest(line: string): Request | undefined {
  const { id, operation: named, service, account, secret } = fieldsOf(line);
  const operation = operations.find((one) => one === named);
  if (!isId(id) || !operation || typeof service !== 'string' || typeof account !== 'string') return undefined;
  if (secret !== undefined && typeof secret !== 'string') return undefined;
  return { id, operation, service, account, secret };
}

/** Undefined when the line is none. */
export function readAnswer(line: string): Answer | undefined {
  const { id, kind, secret, words } = fieldsOf(line);
  if (!isId(id)) return undefined;
  if (kind === 'done' && (secret === undefined || typeof secret === 'string')) return { id, kind, secret };
  if ((kind === 'not-loaded' || kind === 'refused') && typeof words === 'string') return { id, kind, words };
  return undefined;
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value);

function fieldsOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(line);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** One line. From Node 24 on, readline ends a line at these two as well, which JSON leaves as they are. */
export const toLine = (message: Request | Answer): string =>
  `${JSON.stringify(message).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
