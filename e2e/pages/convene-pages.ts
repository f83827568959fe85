import type { Page } from '@playwright/test';
import { demoPassword } from '../../demo/seed/people.ts';

/** Convene's own pages in the person's browser. */
export interface ConvenePages {
  readonly page: Page;
  /** Opens the address that the app handed over, signs in there, and stops before deciding. */
  signIn(address: string, email: string): Promise<void>;
  approve(): Promise<void>;
  deny(): Promise<void>;
}

export const convenePages = (page: Page): ConvenePages => ({
  page,
  async signIn(address, email) {
    await page.goto(address);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(demoPassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Approve' }).waitFor();
  },
  async approve() {
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('heading', { name: 'Approved. Go back to the app.' }).waitFor();
  },
  async deny() {
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByRole('heading', { name: 'Denied. The app was not let in.' }).waitFor();
  },
});
