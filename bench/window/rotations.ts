/** One rotation on the demo market, from the press of the button to the proof on the screen. */
import { launchApp } from '../../e2e/harness/app.ts';
import { connectClaude, signIn } from '../../e2e/harness/steps.ts';
import { createWorld } from '../../e2e/harness/world.ts';
import { companionPage } from '../../testing/page/companion-page.ts';
import { spread, spreadColumns, tableHead } from './figures.ts';

const rounds = 9;
const held = 'Claude Desktop on Market office laptop';

/** Presses, and answers after how many milliseconds the frame with the proof was drawn. */
const pressAndWait = async (button: HTMLElement | SVGElement): Promise<number> => {
  const began = performance.now();
  (button as HTMLElement).click();
  while (!document.querySelector('[role=alertdialog] .slip, [role=dialog] .slip'))
    await new Promise((done) => setTimeout(done, 2));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - began;
};

export async function rotations(): Promise<void> {
  const world = await createWorld();
  const running = await launchApp({ env: world.env, folder: world.folder });
  try {
    const companion = companionPage(running);
    await signIn(world, companion);
    await connectClaude(world, companion);
    await companion.tab('Keys');
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const button = companion.button(new RegExp(`^Rotate ${held}`)).last();
      times.push(await button.evaluate(pressAndWait));
      await companion.button('Done').click();
      await companion.dialog().waitFor({ state: 'hidden' });
    }
    tableHead('rotation on the demo market, ms', spreadColumns);
    spread('from the press to the proof', times, 'at most 500');
  } finally {
    await running.quit();
    await world.end();
  }
}
