import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Milliseconds for the screen to take a press. */
const answerMs = 5_000;

/**
 * Presses and lets go without a pause, as the screen itself tells it: what a browser's tests and Electron's `sendInputEvent` send
 * doesn't go through the window's own queue of events. `x` and `y` in pixels of the screen.
 */
export async function pressMouse(env: Readonly<Record<string, string>>, x: number, y: number): Promise<void> {
  const place = [String(Math.round(x)), String(Math.round(y))];
  const args = ['mousemove', ...place, 'mousedown', '1', 'mouseup', '1'];
  await promisify(execFile)('xdotool', args, { env: { ...process.env, ...env }, timeout: answerMs });
}
