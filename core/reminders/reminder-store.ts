import { type Failure, failure } from '../../shared/failure.ts';
import type { ReminderMemory } from '../../shared/reminders/memory.ts';
import { type ReminderPreferences, reminderPreferencesSchema } from '../../shared/reminders/policy-schema.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { StateFile } from '../files/state-file.ts';
import type { Log } from '../log.ts';
import { noReminders, type RemindersFile, remindersAt } from './reminders-file.ts';

type MemoryChange = (memory: ReminderMemory) => ReminderMemory;

/** What was chosen and told. What can't be kept on disk is kept in mind: a full disk must not make us repeat ourselves. */
export function createReminderStore(
  file: StateFile<RemindersFile>,
  /** Where whoever uses the companion does; undefined while nobody does. */
  serverNow: () => string | undefined,
  log: Log,
) {
  let last = noReminders();
  let unkept: MemoryChange[] = [];

  const applied = (memory: ReminderMemory, changes: readonly MemoryChange[]): ReminderMemory =>
    changes.reduce((now, change) => change(now), memory);

  return {
    /** As last read, with what could not be kept. */
    last: (): RemindersFile => last,
    /** Reads anew; the failure, if any, leaves what is known. */
    async read(): Promise<Failure | undefined> {
      const saved = await file.read();
      if (!saved.ok) {
        log('reminders could not be read', { failure: saved.error });
        return saved.error;
      }
      const here = remindersAt(saved.value, serverNow());
      last = { ...here, memory: applied(here.memory, unkept) };
      return undefined;
    },
    async remember(change: MemoryChange): Promise<Result<void>> {
      const changes = [...unkept, change];
      last = { ...last, memory: change(last.memory) };
      const saved = await file.update((before) => {
        const now = remindersAt(before, serverNow());
        return { ...now, memory: applied(now.memory, changes) };
      });
      unkept = saved.ok ? [] : changes;
      if (saved.ok) return ok(undefined);
      log('reminders could not be kept', { failure: saved.error });
      return saved;
    },
    /** `bad-input` for settings that can't be: a term of less than 30 days, hours that aren't. */
    async change(next: (settings: ReminderPreferences) => ReminderPreferences): Promise<Result<void>> {
      const now = await file.read();
      if (!now.ok) return now;
      const changed = (value: RemindersFile): RemindersFile => {
        const here = remindersAt(value, serverNow());
        return { ...here, settings: next(here.settings) };
      };
      if (!reminderPreferencesSchema.safeParse(changed(now.value).settings).success)
        return failed(failure('bad-input'));
      const saved = await file.update(changed);
      return saved.ok ? ok(undefined) : saved;
    },
    async forget(): Promise<Result<void>> {
      last = noReminders();
      unkept = [];
      return file.remove();
    },
  };
}
