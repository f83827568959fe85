import { expect, type Locator, type Page } from '@playwright/test';

/** A window with the page in it: the app's on Electron, or a browser's. */
export interface PageWindow {
  readonly page: Page;
  /** Addresses and files that this computer was asked to open. */
  opened(): Promise<string[]>;
  /** Whether it has been closed for good. */
  ended(): boolean;
}

/** The companion's window, by what a person reads and presses. Selectors live here, steps in the journeys. */
export interface CompanionPage {
  readonly page: Page;
  /** The sentence at the top of the screen, or of the dialog above it. */
  title(text: string | RegExp): Locator;
  button(name: string | RegExp, options?: { exact?: boolean }): Locator;
  text(text: string | RegExp): Locator;
  dialog(): Locator;
  /** What the watch over the settings file tells. */
  notices(): Locator;
  /** What screen readers were told last. */
  spoken(): Locator;
  tab(name: 'Keys' | 'Connect' | 'Lost or leaked' | 'Audit'): Promise<void>;
  /** One row of the list of keys. */
  key(assistant: string, device?: string): Locator;
  /** Begins to sign in and answers the address that was handed to the browser. */
  beginSignIn(): Promise<string>;
  pasteKey(token: string): Promise<void>;
  openRevoke(name: string): Promise<void>;
  chooseAccountItem(name: string | RegExp): Promise<void>;
  everyText(): Promise<string>;
}

export function companionPage(window: PageWindow): CompanionPage {
  const { page } = window;
  const button = (name: string | RegExp, options: { exact?: boolean } = {}): Locator =>
    page.getByRole('button', { name, ...options });
  return {
    page,
    title: (text) => page.getByRole('heading', { name: text }),
    button,
    text: (text) => page.getByText(text),
    dialog: () => page.getByRole('alertdialog').or(page.getByRole('dialog')),
    notices: () => page.getByRole('region', { name: 'What we saw in the settings file' }),
    spoken: () => page.locator('.spoken[data-live-announcer]'),
    async tab(name) {
      await page.getByRole('navigation').getByRole('link', { name }).click();
    },
    key: (assistant, device) =>
      page
        .getByRole('row')
        .filter({ has: page.getByText(assistant, { exact: true }) })
        .filter(device ? { has: page.getByRole('button', { name: new RegExp(`on ${device}`) }) } : {}),
    async beginSignIn() {
      await button('Sign in').click();
      await expect(
        page.getByRole('heading', { name: 'Check that your browser shows this code.' }),
      ).toBeVisible();
      await expect.poll(async () => (await window.opened()).length).toBeGreaterThan(0);
      return (await window.opened()).at(-1) ?? '';
    },
    async pasteKey(token) {
      await button('Paste a key').click();
      await page.getByLabel('Convene key').fill(token);
      await button('Use this key').click();
    },
    async openRevoke(name) {
      await button(`Revoke ${name}`).click();
    },
    async chooseAccountItem(name) {
      await button(/market and account/).click();
      await page.getByRole('menuitem', { name }).click();
    },
    everyText: async () => (window.ended() ? '' : page.evaluate(() => document.documentElement.outerHTML)),
  };
}
