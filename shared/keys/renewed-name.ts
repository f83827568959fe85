import { keyName, parseKeyName, withoutRenewal, withTail } from './key-name.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * The name of a key's successor. Convene refuses two working keys of one name, and both work for a moment, so the new one
 * says since when: `Claude Desktop on Market office laptop, renewed 23 Nov 2026`.
 * @param exactly with the time of day, for where that name is taken.
 */
export function renewedName(name: string, now: Date, exactly = false): string {
  const base = withoutRenewal(name);
  const parts = parseKeyName(base);
  const two = (part: number): string => String(part).padStart(2, '0');
  const time = exactly ? ` ${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}` : '';
  const suffix = `, renewed ${now.getDate()} ${months[now.getMonth()]} ${now.getFullYear()}${time}`;
  const whole = parts ? keyName(parts.assistant, parts.device) : base;
  return withTail(whole, suffix);
}
