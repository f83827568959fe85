/** Reads CSV exactly as RFC 4180 says, and throws at the first byte that doesn't follow it. */
export function parseStrictCsv(text: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  const records: string[][] = [];
  let record: string[] = [];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const found = field.exec(text);
    if (!found) throw new Error(`No field of RFC 4180 at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
    const [, quoted, plain = '', end] = found;
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',' && field.lastIndex === text.length) record.push('');
    if (end === ',' && field.lastIndex < text.length) continue;
    records.push(record);
    record = [];
  }
  const [head = []] = records;
  for (const { length } of records) {
    if (length !== head.length) throw new Error(`A record of ${length} fields among those of ${head.length}`);
  }
  return records;
}
