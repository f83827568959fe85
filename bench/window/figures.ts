/** Middle, least and most of some measurements, and tables of them. */

/** @param sorted in rising order. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export const sorted = (values: readonly number[]): number[] => [...values].sort((one, other) => one - other);

const usual = (value: number): string => value.toFixed(value < 100 ? 1 : 0);

export const line = (text: string): void => console.log(text);

export function tableHead(what: string, columns: readonly string[]): void {
  line(`\n| ${[what, ...columns].join(' | ')} |`);
  line(`|---|${columns.map(() => '---:').join('|')}|`);
}

export const row = (cells: readonly string[]): void => line(`| ${cells.join(' | ')} |`);

export const spreadColumns = ['runs', 'median', 'least', 'most', 'goal'];

/** A row of `spreadColumns`; without a goal its last cell is empty. */
export function spread(what: string, values: readonly number[], goal = ''): void {
  const all = sorted(values);
  const cells = [quantile(all, 0.5), quantile(all, 0), quantile(all, 1)].map(usual);
  row([what, String(all.length), ...cells, goal]);
}
