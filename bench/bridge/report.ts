/** One line of the result: our figure, the one beside it, and how much of that ours may be at most. */
export interface Row {
  readonly name: string;
  readonly ours: number;
  /** Without it, `most` is for our figure itself. */
  readonly beside?: number;
  /** Without it, the row is for orientation. */
  readonly most?: number;
  /** The figure of supergateway, for orientation. */
  readonly also?: number | undefined;
}

/** A table in Markdown; 1 when a row misses, 0 otherwise. */
export function printTable(rows: readonly Row[], say: (line: string) => void): 0 | 1 {
  say('| measure | ours | against | share | at most | | supergateway |');
  say('|---|---:|---:|---:|---:|---|---:|');
  let missed = false;
  for (const { name, ours, beside, most, also } of rows) {
    const share = beside === undefined ? undefined : ours / beside;
    const misses = most !== undefined && !((share ?? ours) <= most);
    missed ||= misses;
    const cells = [
      name,
      short(ours),
      short(beside),
      short(share),
      short(most),
      most === undefined ? '' : misses ? 'MISS' : 'pass',
      short(also),
    ];
    say(`| ${cells.join(' | ')} |`);
  }
  return missed ? 1 : 0;
}

function short(value: number | undefined): string {
  if (value === undefined) return '';
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0).replace(/\.0+$/, '');
}
