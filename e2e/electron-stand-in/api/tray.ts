import { LoudEmitter } from '../loud.ts';
import type { Menu } from './menu.ts';
import { type NativeImage, nativeImage } from './native-image.ts';

/** Remembers what it was given; nothing is drawn. */
export class Tray extends LoudEmitter {
  #destroyed = false;

  constructor(image: NativeImage | string) {
    super('Tray', ['click', 'right-click', 'double-click']);
    this.setImage(image);
  }

  /** @throws Error when a path names no image, as in Electron. */
  setImage(image: NativeImage | string): void {
    if (typeof image === 'string' && nativeImage.createFromPath(image).isEmpty()) {
      throw new Error(`Failed to load image from path '${image}'`);
    }
  }

  setToolTip(_text: string): void {}

  setTitle(_text: string): void {}

  setContextMenu(_menu: Menu | null): void {}

  destroy(): void {
    this.#destroyed = true;
    this.removeAllListeners();
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }
}
