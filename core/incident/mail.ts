import { shortened } from '../../shared/keys/key-name.ts';
import { support } from '../../shared/wording/incident-report.ts';
import { listed } from '../../shared/wording/numbers.ts';
import { outcomeWords, sessionOutcomeWords } from '../../shared/wording/revocation.ts';
import type { Report } from './report.ts';

/** Some mail programs take no longer address. */
const longestAddress = 1_800;

/** A mail to Convene, filled in, for the person's own mail program; nothing is sent by us. */
export function mailTo(report: Report): string {
  const markets = listed(report.markets.map(({ name }) => name));
  const subject = report.device
    ? `Lost device of ${markets}: ${report.device}`
    : `Leaked API key of ${markets}`;
  const head = [
    'Hello,',
    '',
    `${report.device ? `a device of ours is lost: ${report.device}.` : 'an API key of ours leaked.'} I revoked what was on it, and ask you to look at our Audit Log with me.`,
    '',
    ...report.markets.map(({ name, organizationId }) => `Organization: ${name} (${organizationId})`),
    `Reported: ${report.reportedAt}`,
    ...(report.lastTrustedAt ? [`Surely ours until: ${report.lastTrustedAt}`] : []),
    '',
  ];
  const several = report.markets.length > 1;
  const lines = report.contained.map(({ what, market, name, endsIn, outcome, at }) => {
    const words = (what === 'session' ? sessionOutcomeWords : outcomeWords)[outcome];
    return `- ${several ? `${market}: ` : ''}${name}${endsIn ? ` (${endsIn})` : ''}: ${words}${at ? ` ${at}` : ''}`;
  });
  const foot = [
    ...report.notLookedAt.flatMap((words) => ['', words]),
    '',
    'Thank you,',
    ...(report.by ? [report.by.name] : []),
  ];
  for (let shown = lines.length; shown >= 0; shown -= 1) {
    const left = lines.length - shown;
    const body = [...head, ...lines.slice(0, shown), ...(left > 0 ? [`- and ${left} more`] : []), ...foot];
    const address = `mailto:${support}?subject=${encode(subject)}&body=${encode(body.join('\r\n'))}`;
    if (address.length <= longestAddress) return address;
  }
  // By whole characters: half of one can't be written into an address, and asking for that throws.
  return `mailto:${support}?subject=${encode(shortened(subject, 100))}`;
}

/** A name may hold half a character. */
const encode = (text: string): string => encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
