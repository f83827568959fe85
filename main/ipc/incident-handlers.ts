import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Companion } from '../../core/companion.ts';
import { storageFailure } from '../../core/files/file-failure.ts';
import { replaceFile } from '../../core/files/replace-file.ts';
import { mailTo } from '../../core/incident/mail.ts';
import { reportHtml } from '../../core/incident/report-html.ts';
import type { Handlers } from '../../shared/contract/derive.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Desktop } from './desktop.ts';

type IncidentDesktop = Pick<Desktop, 'askWhereToSave' | 'openFile' | 'writeMail'>;

/** The calls about leaked keys and lost devices. */
export function incidentHandlers(companion: Companion, desktop: IncidentDesktop): Handlers['incidents'] {
  const { incidents } = companion;

  /** Written into a folder of ours, because a browser opens files only. */
  async function openPage(name: string, html: string): Promise<Result<Record<string, never>>> {
    const path = join(companion.pagesFolder, name);
    try {
      await mkdir(companion.pagesFolder, { recursive: true, mode: 0o700 });
      await writeFile(path, html, { mode: 0o600 });
    } catch (error) {
      return failed(storageFailure(path, error));
    }
    const opened = await desktop.openFile(path);
    return opened.ok ? ok({}) : opened;
  }

  return {
    view: async () => ok(incidents.view()),
    assets: async () => incidents.assets(),
    findInText: async ({ text }) => incidents.findInText(text),
    begin: async (asked) => incidents.begin(asked),
    tryAgain: async ({ incidentId }) => incidents.tryAgain(incidentId),
    contain: async ({ incidentId, assets }) => incidents.contain(incidentId, assets),
    setLastTrusted: async ({ incidentId, at }) => incidents.setLastTrusted(incidentId, at),
    makeSuccessor: async ({ incidentId, key: ref }) => {
      const found = incidents.keyToReplace(incidentId, ref);
      return found.ok ? companion.handovers.start(found.value.key, found.value.within) : found;
    },
    impact: async ({ incidentId }) => incidents.impact(incidentId),
    tick: async ({ incidentId, todo, done }) => incidents.tick(incidentId, todo, done),
    saveReport: async ({ incidentId, format }) => {
      const report = await companion.papers.report(incidentId);
      if (!report.ok) return report;
      const name = `convene-incident-${report.value.reportedAt.slice(0, 10)}.${format}`;
      const kind = format === 'html' ? 'Web page' : 'JSON';
      const path = await desktop.askWhereToSave({ name, extension: format, kind });
      if (path === undefined) return ok({ path: null });
      const text =
        format === 'html' ? reportHtml(report.value) : `${JSON.stringify(report.value, null, 2)}\n`;
      const written = await replaceFile(path, Buffer.from(text), { mode: 0o600 });
      return written.ok ? ok({ path }) : written;
    },
    openReport: async ({ incidentId }) => {
      const report = await companion.papers.report(incidentId);
      return report.ok ? openPage('incident-report.html', reportHtml(report.value)) : report;
    },
    writeMail: async ({ incidentId }) => {
      const report = await companion.papers.report(incidentId);
      if (!report.ok) return report;
      const opened = await desktop.writeMail(mailTo(report.value));
      return opened.ok ? ok({}) : opened;
    },
    close: async ({ incidentId }) => incidents.close(incidentId),
    openCard: async () => {
      const card = await companion.papers.emergencyCard();
      return card.ok ? openPage('emergency-card.html', card.value) : card;
    },
  };
}
