import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { wakeWithComputer } from './lifecycle.ts';

it.each(['resume', 'unlock-screen'])('goes on with what waits when the computer wakes: %s', (event) => {
  const power = new EventEmitter();
  const wake = vi.fn(async () => {});
  wakeWithComputer({ revocations: { wake }, log: () => {} }, power);
  power.emit(event);
  expect(wake).toHaveBeenCalledOnce();
});
