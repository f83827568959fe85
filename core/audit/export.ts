import type { AuditFilter } from '../../shared/audit/view.ts';
import { failure } from '../../shared/failure.ts';
import type { Calendar } from '../../shared/reminders/calendar.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { SignedIn } from '../account/account.ts';
import type { AuditQuery, Convene } from '../convene/convene.ts';
import { byteOrderMark, csvEvent, csvHead } from './csv.ts';
import { type FileInPieces, openInPieces } from './file-in-pieces.ts';
import { queryFor } from './filter-query.ts';

export type ExportFormat = 'csv' | 'json';

export interface ExportTo {
  readonly path: string;
  readonly format: ExportFormat;
  /** Whether a file that is there already may give way. */
  readonly replace: boolean;
  readonly signal?: AbortSignal;
  /** Events written so far, after each page. */
  readonly onProgress?: (written: number) => void;
}

const pageSize = 500;

type AuditPage = Extract<Awaited<ReturnType<Convene['auditPage']>>, { ok: true }>['value'];

/** Undefined: it was cancelled, and nothing stays behind. */
export type Written = { readonly written: number } | undefined;

/**
 * Writes all events that the filter lets through, newest first, page by page, so that none but a page is in memory. The
 * file appears when the last one is in it. What is recorded meanwhile isn't in it.
 */
export async function exportEvents(
  who: SignedIn,
  filter: AuditFilter,
  to: ExportTo,
  calendar: Calendar,
): Promise<Result<Written>> {
  const file = await openInPieces(to.path, to);
  if (!file.ok) return file;
  try {
    const written = await writePages(who, filter, to, calendar, file.value);
    if (!written.ok || written.value === undefined) return written;
    const finished = await file.value.finish();
    return finished.ok ? written : finished;
  } finally {
    await file.value.drop();
  }
}

async function writePages(
  who: SignedIn,
  filter: AuditFilter,
  { format, signal, onProgress }: ExportTo,
  calendar: Calendar,
  file: FileInPieces,
): Promise<Result<Written>> {
  const query = queryFor(filter, calendar);
  if (!query.ok) return query;
  let written = 0;
  let cursor: string | null = null;
  const seen = new Set<string>();
  do {
    const page: Result<AuditPage | undefined> = await askPage(who, query.value, cursor, signal);
    if (!page.ok) return page;
    if (page.value === undefined) return ok(undefined);
    const { events, nextCursor } = page.value;
    if (nextCursor !== null && seen.has(nextCursor))
      return failed(failure('unexpected-answer', { detail: 'audit log: pages without an end' }));
    if (nextCursor !== null) seen.add(nextCursor);
    const saved = await file.write(
      pieceOf(format, events, written, { isFirst: cursor === null, isLast: nextCursor === null }),
    );
    if (!saved.ok) return saved;
    written += events.length;
    cursor = nextCursor;
    onProgress?.(written);
  } while (cursor !== null);
  return signal?.aborted ? ok(undefined) : ok({ written });
}

/** Undefined: it was cancelled. */
async function askPage(
  { convene, organization }: SignedIn,
  query: AuditQuery,
  cursor: string | null,
  signal: AbortSignal | undefined,
): Promise<Result<AuditPage | undefined>> {
  if (signal?.aborted) return ok(undefined);
  const asked = convene.auditPage(organization.id, query, cursor, pageSize, signal);
  return (await unlessAborted(asked, signal)) ?? ok(undefined);
}

/** The part of the file for one page; `before` events stand in the file already. */
function pieceOf(
  format: ExportFormat,
  events: AuditPage['events'],
  before: number,
  { isFirst, isLast }: { isFirst: boolean; isLast: boolean },
): string {
  if (format === 'csv')
    return `${isFirst ? `${byteOrderMark}${csvHead}` : ''}${events.map(csvEvent).join('')}`;
  const lines = events.map((event, at) => `${before + at === 0 ? '' : ','}\n${JSON.stringify(event)}`);
  return `${isFirst ? '[' : ''}${lines.join('')}${isLast ? '\n]\n' : ''}`;
}

/** Undefined as soon as it is aborted: nobody who cancels waits for an answer that is slow to come. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  if (!signal) return work;
  const done = new AbortController();
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true, signal: done.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    done.abort();
  }
}
