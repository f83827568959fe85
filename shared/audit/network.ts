/**
 * The range that an address belongs to, as home and office connections are given out: the first three numbers of an
 * IPv4 address, the first 48 bits of an IPv6 one. Undefined for what isn't an address.
 */
export function networkOf(ip: string | null): string | undefined {
  if (ip === null) return undefined;
  const address = ip.trim().toLowerCase();
  const v4 = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/.exec(address);
  if (v4) return v4.slice(1).map(Number).join('.');
  // An IPv4 address at the end stands for two groups, which are behind the range.
  const plain = (address.split('%', 1)[0] ?? '').replace(/:\d+(?:\.\d+){3}$/, ':0:0');
  if (!/^[0-9a-f:]+$/.test(plain) || !plain.includes(':')) return undefined;
  const [head = '', tail] = plain.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length);
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...after];
  if (all.length !== 8) return undefined;
  return all
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
