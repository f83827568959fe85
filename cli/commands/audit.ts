import { type Command, InvalidArgumentError } from 'commander';
import { auditActions, auditOutcomes } from '../../shared/audit/actions.ts';
import type { AuditPageView } from '../../shared/audit/view.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { counted } from '../../shared/wording/numbers.ts';
import { type AuditOptions, auditFilter } from '../audit-filter.ts';
import { auditLines } from '../audit-lines.ts';
import { report, say } from '../output.ts';
import type { Run, Terminal } from '../terminal.ts';
import { wrongUse } from '../words.ts';

interface Options extends AuditOptions {
  readonly limit: number;
  readonly export?: string;
  readonly format?: 'csv' | 'json';
}

const usualLimit = 50;
/** Convene's longest page. */
const longestPage = 500;
const mostEvents = 10_000;
/** Events between two words about how far writing is. */
const tellEvery = 10_000;

export function auditCommand(program: Command, run: Run): void {
  program
    .command('audit')
    .description('what your keys and people did, newest first')
    .option(
      '--key <key>',
      'what it did and what was done to it: its name, its id, or its last four characters',
    )
    .option('--person <person>', 'what a person did: their name, e-mail address or id')
    .option('--action <action>', `one of ${auditActions.map(({ action }) => action).join(', ')}, or another`)
    .option('--outcome <outcome>', `one of ${auditOutcomes.map(({ outcome }) => outcome).join(', ')}`)
    .option('--address <address>', 'from this network address')
    .option('--since <date>', 'from this day on, as 2026-06-09')
    .option('--until <date>', 'until this day, included')
    .option('--find <text>', 'words, or their beginnings, in who, what or from where')
    .option('--limit <number>', 'how many at most', numberOfEvents, usualLimit)
    .option('--export <file>', 'write all of them to a new file instead')
    .option('--format <format>', 'csv or json; by the end of the file’s name when left out', formatOf)
    .action((options: Options) =>
      run(async (terminal, json) => {
        if (options.export === undefined) return show(terminal, json, options);
        return report(
          terminal,
          json,
          await write(terminal, json, options, options.export),
          ({ written, path }) => [
            `${written === 1 ? '1 event' : `${written.toLocaleString('en-US')} events`} written to ${path}`,
          ],
        );
      }),
    );
}

async function show(terminal: Terminal, json: boolean, options: Options): Promise<number> {
  const { audit, keys } = terminal.companion;
  const page = await firstEvents(terminal, options);
  if (page.ok && page.value.nextCursor !== null && !json) {
    say(terminal, `These are the newest ${counted(page.value.events.length, 'event')}. --limit shows more.`);
  }
  const view = keys.view();
  const names = new Map(view.state === 'listed' ? view.keys.map(({ id, name }) => [id, name]) : []);
  const marks = page.ok && !json ? await audit.marks(page.value.events.slice(0, longestPage)) : undefined;
  return report(terminal, json, page, ({ events }) =>
    auditLines(events, {
      now: new Date(),
      keyName: (id) => names.get(id),
      marks: marks?.ok ? marks.value.marks : [],
    }),
  );
}

/** As many as were asked for, in as many pages as that takes. */
async function firstEvents(terminal: Terminal, options: Options): Promise<Result<AuditPageView>> {
  const filter = await auditFilter(terminal, options);
  if (!filter.ok) return filter;
  const { audit } = terminal.companion;
  const first = await audit.page(filter.value, null, Math.min(options.limit, longestPage));
  if (!first.ok) return first;
  let page = first.value;
  while (page.nextCursor !== null && page.events.length < options.limit) {
    const left = Math.min(options.limit - page.events.length, longestPage);
    const next = await audit.page(filter.value, page.nextCursor, left);
    if (!next.ok) return next;
    page = { ...page, events: [...page.events, ...next.value.events], nextCursor: next.value.nextCursor };
  }
  return ok(page);
}

async function write(
  terminal: Terminal,
  json: boolean,
  options: Options,
  path: string,
): Promise<Result<{ written: number; path: string }>> {
  const byName = /\.(csv|json)$/i.exec(path)?.[1]?.toLowerCase();
  const format = options.format ?? (byName === 'json' ? 'json' : byName === 'csv' ? 'csv' : undefined);
  if (!format) return failed(wrongUse('Which format? Add --format csv or --format json.'));
  const filter = await auditFilter(terminal, options);
  if (!filter.ok) return filter;
  const stop = new AbortController();
  let told = 0;
  const onProgress = (written: number): void => {
    if (json || written - told < tellEvery) return;
    told = written;
    say(terminal, `${written.toLocaleString('en-US')} events so far…`);
  };
  const to = { path, format, replace: false, signal: stop.signal, onProgress };
  const writing = terminal.companion.audit.exportTo(filter.value, to);
  if ((await terminal.unlessStopped(writing)) === 'stopped') stop.abort();
  const written = await writing;
  if (!written.ok)
    return written.error.code === 'config-changed-meanwhile' ? failed(inTheWay(path)) : written;
  if (!written.value) return failed(failure('nothing-to-do', { detail: 'Stopped; nothing was written.' }));
  return ok({ written: written.value.written, path });
}

const inTheWay = (path: string) =>
  wrongUse(`There is a file ${path} already. Nothing was written; choose another name.`);

function numberOfEvents(text: string): number {
  const number = Number(text);
  if (/^[1-9]\d*$/.test(text) && number <= mostEvents) return number;
  throw new InvalidArgumentError(`A number from 1 to ${mostEvents}; --export writes all of them.`);
}

function formatOf(text: string): 'csv' | 'json' {
  if (text === 'csv' || text === 'json') return text;
  throw new InvalidArgumentError('csv or json.');
}
