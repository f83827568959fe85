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
