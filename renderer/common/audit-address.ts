import { isFilterPart } from '../../shared/audit/filter-part.ts';
import type { AuditFilter } from '../../shared/audit/view.ts';

/** The filter's parts as they are called in the window's address. */
const names = {
  key: 'keyId',
  person: 'personId',
  action: 'action',
  outcome: 'outcome',
  from: 'from',
  until: 'until',
  ip: 'address',
  find: 'text',
} as const;

/** `#audit?key=…`, with what is given; the address of the whole log when nothing is. */
export function auditAddress(filter: AuditFilter): string {
  const query = new URLSearchParams();
  for (const [name, part] of Object.entries(names)) {
    const value = filter[part];
    if (value) query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? '#audit' : `#audit?${text}`;
}

/** What can't be understood in an address is left out: somebody may have changed it by hand. */
export function auditFilterIn(query: URLSearchParams): AuditFilter {
  const filter: Record<string, string> = {};
  for (const [name, part] of Object.entries(names)) {
    const value = query.get(name);
    if (value && isFilterPart(part, value)) filter[part] = value;
  }
  return filter;
}

export const isFiltered = (filter: AuditFilter): boolean =>
  Object.values(filter).some((part) => part !== undefined && part !== '');
