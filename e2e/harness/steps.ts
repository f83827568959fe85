import { expect } from '@playwright/test';
import type { CompanionPage } from '../../testing/page/companion-page.ts';
import type { FakeClaude } from '../fake-claude/driver.ts';
import type { World } from './world.ts';

/** Signs in as a member of the demo market, the approval given without its pages. */
export async function signIn(world: World, companion: CompanionPage, email?: string): Promise<void> {
  const address = await companion.beginSignIn();
  world.convene.approve(new URL(address).searchParams.get('user_code') ?? '', email);
  await expect(companion.button(/market and account/)).toBeVisible();
}

/** Asks Claude a question every 50 ms; answers how to stop, which tells every answer. */
export function keepAsking(claude: FakeClaude): () => Promise<string[]> {
  const answers: Promise<string>[] = [];
  const ask = (): void => void answers.push(claude.ask('What’s pending today?'));
  ask();
  const asking = setInterval(ask, 50);
  return async () => {
    clearInterval(asking);
    ask();
    return Promise.all(answers);
  };
}

/** Connects Claude to the market, starting it when the companion asks for that. */
export async function connectClaude(world: World, companion: CompanionPage): Promise<FakeClaude> {
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  const claude = await world.startClaude();
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
  return claude;
}
