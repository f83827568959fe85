/** The list of a market with very many keys: its first rows, and the answer to a search. */
import type { CompanionPage } from '../../testing/page/companion-page.ts';
import { keyRow } from './cold-start.ts';
import { spread, spreadColumns, tableHead } from './figures.ts';

const rounds = 7;
const searches = ['Zapier on Barn', 'tablet', '99', 'front desk 12', 'stall', 'cursor', 'volunteer'];

/** Turns to the list and answers after how many milliseconds the frame with its first rows was drawn. */
const turnToKeys = async (rows: string): Promise<number> => {
  const began = performance.now();
  window.location.hash = '#keys';
  while (!document.querySelector(rows)) await new Promise((done) => setTimeout(done, 2));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - began;
};

/** Types a text at once and answers after how many milliseconds the frame with the answer was drawn. */
const search = async (input: HTMLElement | SVGElement, text: string): Promise<number> => {
  const found = document.querySelector('p.spoken[role=status]');
  const before = found?.textContent;
  const began = performance.now();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
  while (found?.textContent === before) await new Promise((done) => setTimeout(done, 1));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - began;
};

export async function keysList({ page, tab }: CompanionPage): Promise<void> {
  const rows = page.locator(keyRow).first();
  const shown: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await tab('Connect');
    await rows.waitFor({ state: 'detached' });
    shown.push(await page.evaluate(turnToKeys, keyRow));
  }
  const answered: number[] = [];
  const input = page.getByLabel('Find a key').getByRole('searchbox').or(page.getByPlaceholder('Find a key'));
  for (const text of searches) {
    answered.push(await input.first().evaluate(search, text));
    await input.first().evaluate(search, '');
  }
  tableHead('the list of keys, ms', spreadColumns);
  spread('from the press on “Keys” to the first rows', shown, 'below 300 later');
  spread('from a text that is typed to its keys', answered, 'below 50 later');
}
