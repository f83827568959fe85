import { z } from 'zod';
import type { LoginItem } from '../../shared/login-item.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { StateFile } from '../files/state-file.ts';

/** How the system starts programs at login. */
export interface SystemLoginItem {
  isOn(): Promise<Result<boolean>>;
  set(on: boolean): Promise<Result<void>>;
}

export const loginItemFileSchema = z.strictObject({ asked: z.boolean() });
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
    const on = await system.isOn();
    if (!on.ok) return on;
    if (on.value) return ok({ state: 'on' });
    const saved = await file.read();
    return saved.ok ? ok({ state: saved.value.asked ? 'off' : 'not-asked' }) : saved;
  }
  return {
    view,
    async choose(on: boolean): Promise<Result<LoginItem>> {
      const done = await system.set(on);
      if (!done.ok) return done;
      const saved = await file.rewrite(() => ({ asked: true }));
      return saved.ok ? view() : saved;
    },
    async forget(): Promise<Result<void>> {
      const off = await system.set(false);
      return off.ok ? file.remove() : off;
    },
  };
}
