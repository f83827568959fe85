/** Reads server-sent events from bytes, however they are cut into chunks; answers the data of each whole event. */
export function eventReader(): (chunk: Buffer) => string[] {
  let rest: Buffer = Buffer.alloc(0);
  let data: string[] = [];
  return (chunk) => {
    const found: string[] = [];
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a)) {
      const line = bytes.toString('utf8', 0, end).replace(/\r$/, '');
      bytes = bytes.subarray(end + 1);
      if (line === '') {
        if (data.length > 0) found.push(data.join('\n'));
        data = [];
      } else if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    }
    rest = bytes;
    return found;
  };
}
