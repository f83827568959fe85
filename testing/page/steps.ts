import { expect } from '@playwright/test';
import type { World } from '../world.ts';
import type { CompanionPage } from './companion-page.ts';

/** The person starts Claude. */
export function startClaude({ claude }: World): void {
  Object.assign(claude, { running: true, since: new Date() });
}

/** Connects Claude to the market; the person starts it when the window asks for that. */
export async function connectClaude(world: World, companion: CompanionPage): Promise<void> {
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  startClaude(world);
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
}
