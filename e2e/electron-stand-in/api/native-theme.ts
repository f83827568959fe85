import type { Session } from '../chromium/devtools-pipe.ts';
import { LoudEmitter } from '../loud.ts';
import { unattended } from '../running.ts';

type Source = 'system' | 'light' | 'dark';

/** Nothing here knows the system's theme: it counts as light unless the app chooses dark. */
class NativeTheme extends LoudEmitter {
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  #source: Source = 'system';
  #chosen = false;
  readonly #pages = new Set<Session>();

  constructor() {
    super('nativeTheme', ['updated']);
  }

  get themeSource(): Source {
    return this.#source;
  }

  set themeSource(source: Source) {
    this.#source = source;
    this.#chosen = true;
    for (const page of this.#pages) unattended(this.#apply(page));
    this.emit('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark';
  }

  /** Of the stand-in: the page gets the app's choice, now and later. Until there is one, a test may emulate its own. */
  async standInFollow(page: Session): Promise<void> {
    this.#pages.add(page);
    if (this.#chosen) await this.#apply(page);
  }

  standInForget(page: Session): void {
    this.#pages.delete(page);
  }

  async #apply(page: Session): Promise<void> {
    const value = this.#source === 'system' ? '' : this.#source;
    await page.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
  }
}

export const nativeTheme = new NativeTheme();
