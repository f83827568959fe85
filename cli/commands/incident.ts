import { type Command, Option } from 'commander';
import { replaceFile } from '../../core/files/replace-file.ts';
import { reportHtml } from '../../core/incident/report-html.ts';
import type { IncidentsView, IncidentView } from '../../shared/incident.ts';
import { areKeysKnown, isFoundOut } from '../../shared/incident-count.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { counted } from '../../shared/wording/numbers.ts';
import { isLeftOpen } from '../../shared/wording/text-match.ts';
import { exitStatus } from '../exit-status.ts';
import { pickIncident } from '../incident-choice.ts';
import { type Leaked, leak, loseDevice } from '../incident-cut.ts';
import { incidentLines, listLine } from '../incident-lines.ts';
import { readMoment } from '../moment.ts';
import { report, say } from '../output.ts';
import type { Run, Terminal } from '../terminal.ts';
import { wrongUse } from '../words.ts';

type Format = 'html' | 'json';

export function incidentCommands(program: Command, run: Run): void {
  const incident = program
    .command('incident')
    .description('a key leaked, or a device is lost: revoke first, with proof');
  const sure = ['--yes', "don't ask; needed where there is no terminal"] as const;
  const trusted = [
    '--trusted-until <when>',
    'until when only you used it: 2026-06-09, "2026-06-09 14:30". What came later is looked at',
  ] as const;
  incident
    .command('leak')
    .description('revoke leaked keys at once')
    .argument('[key...]', 'names, ids, or the four characters they end in')
    .option(
      '--text-from <file>',
      'find them in this text; a whole key that isn’t held here is tried once at Convene. - is standard input',
    )
    .option(...trusted)
    .option(...sure)
    .action((which: string[], options: CutOptions & { textFrom?: string }) =>
      run(async (terminal, json) => {
        const lastTrustedAt = trustedUntil(options);
        if (!lastTrustedAt.ok) return report(terminal, json, lastTrustedAt, () => []);
        const begun = await leak(terminal, which, { ...options, lastTrustedAt: lastTrustedAt.value, json });
        return tell(terminal, json, begun);
      }),
    );
  incident
    .command('device')
    .description('revoke every key of a lost device, and sign its companion out')
    .argument('<name>', 'as it stands in the names of its keys')
    .option(...trusted)
    .option(...sure)
    .action((name: string, options: CutOptions) =>
      run(async (terminal, json) => {
        const lastTrustedAt = trustedUntil(options);
        if (!lastTrustedAt.ok) return report(terminal, json, lastTrustedAt, () => []);
        const begun = await loseDevice(terminal, name, lastTrustedAt.value, options.yes ?? false);
        return tell(terminal, json, begun.ok ? ok({ incident: begun.value }) : begun);
      }),
    );
  incident
    .command('status')
    .description('how it stands; what isn’t confirmed is asked for again')
    .action(() => run(status));
  incident
    .command('report')
    .description('what happened, with what was proven and how. No secrets')
    .argument('[id]', 'as list shows it; the newest when left out')
    .addOption(new Option('--format <format>', 'html or json').choices(['html', 'json']))
    .option('--out <file>', 'write it to a new file')
    .action((id: string | undefined, options: { format?: Format; out?: string }) =>
      run(async (terminal, json) => {
        const page = await reportText(terminal, json, id, options.format ?? formatOf(options.out));
        return deliver(terminal, json, page, options.out);
      }),
    );
  incident
    .command('list')
    .description('every incident on this computer, the newest first')
    .action(() =>
      run(async (terminal, json) =>
        report(terminal, json, known(terminal.companion.incidents.view()), ({ incidents }) =>
          incidents.length === 0
            ? ['There was no incident.']
            : incidents.map((one) => listLine(one, new Date())),
        ),
      ),
    );
  incident
    .command('close')
    .description('put an incident to the others; refused while something isn’t confirmed')
    .argument('[id]', 'as list shows it; the newest open one when left out')
    .action((id: string | undefined) => run((terminal, json) => close(terminal, json, id)));
  incident
    .command('card')
    .description('an emergency card to print beforehand, as a web page. No secrets')
    .option('--out <file>', 'write it to a new file')
    .action(({ out }: { out?: string }) =>
      run(async (terminal, json) => {
        await terminal.companion.keys.refresh();
        return deliver(terminal, json, await terminal.companion.papers.emergencyCard(), out);
      }),
    );
}

interface CutOptions {
  readonly trustedUntil?: string;
  readonly yes?: boolean;
}

const trustedUntil = ({ trustedUntil: text }: CutOptions): Result<string | null> =>
  text === undefined ? ok(null) : readMoment(text, new Date());

/** Where something in the text isn't known for certain, it isn't done either. */
const tell = (terminal: Terminal, json: boolean, begun: Result<Leaked>): number =>
  report(
    terminal,
    json,
    begun,
    ({ incident }) => linesOf(terminal, incident),
    ({ incident, text }) => (text && isLeftOpen(text) ? exitStatus.notConfirmed : statusOf([incident])),
  );

/** Where earlier ones can't be read, none of them is no answer. */
const known = (view: IncidentsView): Result<IncidentsView> =>
  view.failure && view.incidents.length === 0 ? failed(view.failure) : ok(view);

async function status(terminal: Terminal, json: boolean): Promise<number> {
  const { incidents } = terminal.companion;
  await incidents.resume();
  return report(
    terminal,
    json,
    known(incidents.view()),
    ({ incidents: all }) => {
      const open = all.filter(({ closedAt }) => closedAt === null);
      return open.length === 0
        ? [all.length === 0 ? 'There was no incident.' : `${counted(all.length, 'incident')}, all closed.`]
        : open.flatMap((one) => linesOf(terminal, one));
    },
    ({ incidents: all }) => statusOf(all.filter(({ closedAt }) => closedAt === null)),
  );
}

async function close(terminal: Terminal, json: boolean, which: string | undefined): Promise<number> {
  const { incidents } = terminal.companion;
  const open = incidents.view().incidents.filter(({ closedAt }) => closedAt === null);
  const chosen = pickIncident(which === undefined ? open : incidents.view().incidents, which);
  if (!chosen.ok) return report(terminal, json, chosen, () => []);
  const closed = await incidents.close(chosen.value.id);
  if (!closed.ok && closed.error.code === 'busy') {
    if (json) report(terminal, json, closed, () => []);
    else for (const line of ['It stays open.', ...linesOf(terminal, chosen.value)]) say(terminal, line);
    return exitStatus.notConfirmed;
  }
  return report(terminal, json, closed.ok ? ok({ incident: closed.value }) : closed, ({ incident }) => [
    `Closed: ${listLine(incident, new Date())}`,
  ]);
}

const statusOf = (incidents: readonly IncidentView[]): number =>
  incidents.every(
    (one) => one.items.every(({ status }) => status === 'done') && isFoundOut(one) && areKeysKnown(one),
  )
    ? exitStatus.done
    : exitStatus.notConfirmed;

function linesOf({ companion }: Terminal, incident: IncidentView): string[] {
  const now = companion.account.view();
  const server = 'server' in now ? now.server.address : companion.productionServer;
  return incidentLines(incident, { now: new Date(), keysPage: new URL('/admin/api_keys', server).href });
}

const formatOf = (out: string | undefined): Format => (out && /\.json$/i.test(out) ? 'json' : 'html');

async function reportText(
  terminal: Terminal,
  json: boolean,
  which: string | undefined,
  format: Format,
): Promise<Result<string>> {
  const { companion } = terminal;
  const chosen = pickIncident(companion.incidents.view().incidents, which);
  if (!chosen.ok) return chosen;
  const made = await companion.papers.report(chosen.value.id);
  if (!made.ok) return made;
  if (made.value.impact === null && !json)
    say(terminal, 'The Audit Log couldn’t be read, so the report doesn’t say what the keys did.');
  return ok(format === 'html' ? reportHtml(made.value) : JSON.stringify(made.value, null, 2));
}

/** Into a file that wasn't there, or to standard output. */
async function deliver(
  terminal: Terminal,
  json: boolean,
  page: Result<string>,
  out: string | undefined,
): Promise<number> {
  if (!page.ok) return report(terminal, json, page, () => []);
  if (out === undefined)
    return report(terminal, json, ok({ text: page.value }), ({ text }) => text.split('\n'));
  const written = await replaceFile(out, Buffer.from(`${page.value}\n`), { mustStillBe: 'absent' });
  const inTheWay = !written.ok && written.error.code === 'config-changed-meanwhile';
  const end = inTheWay
    ? failed(wrongUse(`There is a file ${out} already. Nothing was written; choose another name.`))
    : written.ok
      ? ok({ path: out })
      : written;
  return report(terminal, json, end, ({ path }) => [`Written to ${path}`]);
}
