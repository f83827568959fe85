import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';

/** What an answer that was cut off had is read as far as it goes, like one that wasn't packed. */
const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;
const zipped = (): Transform => zlib.createUnzip({ finishFlush: Z_SYNC_FLUSH });
const packings: Readonly<Record<string, () => Transform>> = {
  gzip: zipped,
  'x-gzip': zipped,
  deflate: zipped,
  br: () => zlib.createBrotliDecompress({ finishFlush: BROTLI_OPERATION_FLUSH }),
};

/**
 * The bytes of an answer as they were before something on the way packed them, though we ask for none of that; in pieces,
 * so that whoever counts them can stop. Undefined for a packing that isn't known.
 */
export function unpacked(response: IncomingMessage): Readable | undefined {
  const packing = response.headers['content-encoding']?.trim().toLowerCase() || 'identity';
  if (packing === 'identity') return response;
  const unpack = packings[packing]?.();
  if (!unpack) return undefined;
  response.once('error', (error) => unpack.destroy(error));
  response.once('close', () => {
    if (!response.complete) unpack.destroy();
  });
  return response.pipe(unpack);
}
