/** A round number at or above the highest bar, so that its half is round as well: 10, 20, 50, 100, 200… */
export function plotTop(highest: number): number {
  if (highest <= 4) return 4;
  let step = 1;
  for (;;) {
    for (const factor of [1, 2, 5]) {
      if (factor * step >= highest && (factor * step) % 2 === 0) return factor * step;
    }
    step *= 10;
  }
}

/** Every calendar day from the first to the last, also those on which nothing happened; at most `most`, the latest ones. */
export function everyDay(first: string, last: string, most: number): string[] {
  const days: string[] = [];
  const end = Date.parse(`${last}T00:00:00Z`);
  const start = Math.max(Date.parse(`${first}T00:00:00Z`), end - (most - 1) * 86_400_000);
  for (let at = start; at <= end; at += 86_400_000) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
