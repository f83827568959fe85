import { describe, expect, it } from 'vitest';
import { noReminders, remindersAt, remindersFileSchema } from './reminders-file.ts';

const first = 'https://one.example';
const second = 'https://two.example';
const snoozed = (file: ReturnType<typeof noReminders>, keyId: string) => ({
  ...file,
  memory: { ...file.memory, snoozed: { [keyId]: '2026-06-09T14:00:00.000Z' } },
});

describe('what reminders note', () => {
  it('of a key of one server doesn’t count for the key of the same id on another', () => {
    const noted = snoozed(remindersAt(noReminders(), first), 'key_1');
    expect(remindersAt(noted, second).memory.snoozed).toEqual({});
  });

  it('of an organization is there again when the person comes back, and what is theirs alone stays', () => {
    const noted = snoozed(remindersAt(noReminders(), first), 'key_1');
    const there = remindersAt(noted, second);
    const chosen = { ...there, settings: { ...there.settings, notifications: false } };
    const back = remindersFileSchema.parse(remindersAt(chosen, first));
    expect(back.memory).toEqual(noted.memory);
    expect(back.settings.notifications).toBe(false);
  });

  it('without a server, by an older version, belongs to the one that is used next', () => {
    const older = snoozed(noReminders(), 'key_1');
    expect(remindersAt(older, first).memory).toEqual(older.memory);
    expect(remindersAt(older, undefined)).toEqual(older);
  });
});
