import { z } from 'zod';
import type { LoginItem } from '../../shared/login-item.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { StateFile } from '../files/state-file.ts';

/** What the system would do at the next login; `moved`: start a program that isn't this one, or isn't there. */
export type LoginItemFound = 'on' | 'off' | 'moved' | 'disabled';

export interface SystemLoginItem {
  look(): Promise<Result<LoginItemFound>>;
  /** On also puts right what was moved or disabled. */
  set(on: boolean): Promise<Result<void>>;
}

export const loginItemFileSchema = z.strictObject({
  asked: z.boolean(),
  /** The person switched it on here. */
  on: z.boolean().optional(),
});
export type LoginItemFile = z.infer<typeof loginItemFileSchema>;
export const notAsked = (): LoginItemFile => ({ asked: false });

/** Starting at login, so that reminders come: asked once, off until then, and gone with the sign-in. */
export function createLoginItem({
  file,
  system,
}: {
  file: StateFile<LoginItemFile>;
  system: SystemLoginItem;
}) {
  async function view(): Promise<Result<LoginItem>> {
    // The person may have changed it in the system's own settings.
    const found = await system.look();
    if (!found.ok) return found;
    if (found.value === 'on') return ok({ state: 'on' });
    if (found.value !== 'off') return ok({ state: 'off', because: found.value });
    const saved = await file.read();
    if (!saved.ok) return saved;
    if (saved.value.on) return ok({ state: 'off', because: 'gone' });
    return ok({ state: saved.value.asked ? 'off' : 'not-asked' });
  }
  return {
    view,
    async choose(on: boolean): Promise<Result<LoginItem>> {
      const done = await system.set(on);
      if (!done.ok) return done;
      const saved = await file.rewrite(() => ({ asked: true, on }));
      return saved.ok ? view() : saved;
    },
    async forget(): Promise<Result<void>> {
      const off = await system.set(false);
      return off.ok ? file.remove() : off;
    },
  };
}
