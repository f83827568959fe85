import { existsSync, readFileSync } from 'node:fs';
import { loud } from '../not-implemented.ts';

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A PNG as it stands in the file; a missing or other file is an empty image, as in Electron. */
function image(bytes: Buffer) {
  const png = bytes.subarray(0, 8).equals(pngSignature) ? bytes : Buffer.alloc(0);
  let template = false;
  return loud('NativeImage', {
    isEmpty: () => png.length === 0,
    toPNG: () => png,
    toDataURL: () => `data:image/png;base64,${png.toString('base64')}`,
    getSize: () =>
      png.length === 0
        ? { width: 0, height: 0 }
        : { width: png.readUInt32BE(16), height: png.readUInt32BE(20) },
    setTemplateImage: (option: boolean) => {
      template = option;
    },
    isTemplateImage: () => template,
  });
}

export type NativeImage = ReturnType<typeof image>;

export const nativeImage = loud('nativeImage', {
  createEmpty: () => image(Buffer.alloc(0)),
  createFromBuffer: image,
  createFromPath: (path: string) => image(existsSync(path) ? readFileSync(path) : Buffer.alloc(0)),
});
