import { describe, expect, it } from 'vitest';
import type { ContainmentItem, IncidentView } from '../../../shared/incident.ts';
import {
  exampleIncident,
  exampleItem,
  exampleLeak,
  exampleNotAllowed,
  exampleTwoMarkets,
  exampleUnreachable,
} from '../../../testing/gallery/example-incidents.ts';
import { exampleNow } from '../../../testing/gallery/example-views.ts';
import {
  deviceConfirmation,
  historyLine,
  incidentSince,
  incidentTitle,
  leakConfirmation,
  nextTryWords,
  replaceWords,
  settledWords,
} from './incident-words.ts';
import { alikeWords, createdSinceWords } from './offered-words.ts';

const laptop = 'Volunteer laptop';
const keysWith = (...statuses: ContainmentItem['status'][]): ContainmentItem[] =>
  statuses.map((status, at) => exampleItem({ id: `key-${at}`, name: `Tool ${at} on ${laptop}`, status }));
const session = (status: ContainmentItem['status']): ContainmentItem =>
  exampleItem({ what: 'session', id: 'ses', name: laptop, status });
const lost = (...items: ContainmentItem[]): IncidentView => exampleIncident({ items });

describe('the title of an incident', () => {
  it.each([
    [lost(...keysWith('done')), 'Volunteer laptop: its one key is dead.'],
    [lost(...keysWith('done', 'done')), 'Volunteer laptop: both keys are dead.'],
    [
      lost(...keysWith('done', 'done', 'done'), session('done')),
      'Volunteer laptop: all three keys are dead.',
    ],
    [
      lost(...keysWith('done', 'done', 'done', 'not-confirmed')),
      'Volunteer laptop: three keys are dead, one may still work.',
    ],
    [lost(...keysWith('done', 'refused')), 'Volunteer laptop: one key is dead, one may still work.'],
    [lost(...keysWith('done', 'still-accepted')), 'Volunteer laptop: one key is dead, one may still work.'],
    [lost(...keysWith('working', 'working')), 'Volunteer laptop: two keys are being revoked.'],
    [lost(...keysWith('done', 'working')), 'Volunteer laptop: one key is dead, one is being revoked.'],
    [lost(...keysWith('not-confirmed', 'not-confirmed')), 'Volunteer laptop: two keys may still work.'],
    [
      lost(...keysWith('done', 'done'), session('not-confirmed')),
      'Volunteer laptop: both keys are dead, but it may still be signed in.',
    ],
    [
      lost(...keysWith('done', 'done'), session('working')),
      'Volunteer laptop: both keys are dead, and it is being signed out.',
    ],
    [lost(session('done')), 'Volunteer laptop: it is signed out.'],
    [exampleTwoMarkets, 'Volunteer laptop: all five keys are dead in both markets.'],
    [
      exampleUnreachable,
      'Volunteer laptop: three keys are dead, and Harbor Makers Fair is not looked at yet.',
    ],
    [
      exampleNotAllowed,
      'Volunteer laptop: three keys are dead, and an admin has to look at Harbor Makers Fair.',
    ],
    [
      exampleIncident({ markets: exampleNotAllowed.markets.slice(0, 1) }),
      'Volunteer laptop: all three keys are dead, but others may be signed in on it.',
    ],
    [exampleLeak, 'All three keys are dead.'],
    [{ ...exampleLeak, items: keysWith('done') }, '“Tool 0 on Volunteer laptop” is revoked.'],
    [
      { ...exampleLeak, items: exampleLeak.items.slice(0, 1) },
      '“Claude Desktop on Market office laptop” is revoked. Claude Desktop here needs a new one.',
    ],
    [
      {
        ...exampleLeak,
        items: [
          exampleItem({
            id: 'old',
            name: 'ChatGPT on Till',
            replacedBy: { id: 'new', name: 'ChatGPT on Till', tokenHint: '…9f9f' },
          }),
        ],
      },
      '“ChatGPT on Till” is revoked and replaced.',
    ],
    [{ ...exampleLeak, items: keysWith('not-confirmed') }, '“Tool 0 on Volunteer laptop” may still work.'],
    [{ ...exampleLeak, items: keysWith('working') }, '“Tool 0 on Volunteer laptop” is being revoked.'],
  ])('%#: says how far it is', (incident, title) => {
    expect(incidentTitle(incident)).toBe(title);
  });

  it('never calls a key dead that Convene hasn’t confirmed', () => {
    for (const status of ['waiting', 'working', 'not-confirmed', 'still-accepted', 'refused'] as const)
      expect(incidentTitle(lost(...keysWith(status)))).not.toContain('dead');
  });
});

describe('the words about an incident', () => {
  it('say when it began, and since when it is surely known', () => {
    const began = exampleIncident();
    expect(incidentSince(began, exampleNow)).toBe('You reported it lost at 9:14 today.');
    const lastTrustedAt = new Date('2026-06-09T07:52:00').toISOString();
    expect(incidentSince({ ...began, lastTrustedAt }, exampleNow)).toBe(
      'You last had it at 7:52 today. You reported it lost at 9:14 today.',
    );
  });

  it('sum up an earlier one', () => {
    const closedAt = new Date('2026-06-09T09:30:00').toISOString();
    expect(historyLine(exampleIncident({ closedAt }), exampleNow)).toEqual({
      name: 'Volunteer laptop, lost',
      detail: '9 June. Three keys revoked, closed today, 9:30.',
    });
  });

  it('say aloud what was settled', () => {
    expect(settledWords([...keysWith('done', 'done'), session('done')])).toBe(
      'Two keys are revoked. Volunteer laptop is signed out.',
    );
  });

  it.each([
    [undefined, ''],
    [exampleNow.getTime() - 5, 'now'],
    [exampleNow.getTime() + 6_000, 'next in six seconds'],
    [exampleNow.getTime() + 600_000, 'next at 9:51'],
  ])('say when the next try is: %s', (at, words) => {
    expect(nextTryWords(at === undefined ? undefined : new Date(at).toISOString(), exampleNow)).toBe(words);
  });

  it('tell where a new key is made', () => {
    expect(replaceWords({ name: 'ChatGPT on Till' })).toEqual({
      title: 'ChatGPT on Till',
      place: 'Put it into ChatGPT on Till.',
    });
    expect(replaceWords({ name: 'zap test 2' }).title).toBe('“zap test 2”');
  });
});

describe('the question before it begins', () => {
  it('names one key', () => {
    const { title, yes } = leakConfirmation(['zap test 2'], 'Quince Street Market');
    expect([title, yes]).toEqual(['Revoke “zap test 2”?', 'Revoke this key']);
  });

  it('counts several', () => {
    const { title, yes } = leakConfirmation(['one', 'two'], 'Quince Street Market');
    expect([title, yes]).toEqual(['Revoke two keys?', 'Revoke two keys']);
  });

  it.each([
    [2, 1, 'Revoke two keys and sign it out'],
    [2, 0, 'Revoke two keys'],
    [0, 1, 'Sign it out'],
  ])('of a device with %i keys and %i sign-ins: %s', (keys, sessions, yes) => {
    const markets = ['Quince Street Market'];
    expect(deviceConfirmation({ device: laptop, thisOne: false, keys, sessions, markets }).yes).toBe(yes);
  });

  it('says that this computer signs out last', () => {
    const { title, consequences } = deviceConfirmation({
      device: laptop,
      thisOne: true,
      keys: 1,
      sessions: 1,
      markets: ['Quince Street Market', 'Harbor Makers Fair'],
    });
    expect(consequences).toContain('last of all');
    expect(title).toBe('Cut Volunteer laptop off from Quince Street Market and Harbor Makers Fair?');
  });
});

describe('what was made since', () => {
  it.each([
    [1, 0, 'One key was made since then.', 'Revoke it…'],
    [1, 1, 'One key and one sign-in were made since then.', 'Revoke them…'],
    [3, 0, 'Three keys were made since then.', 'Revoke them…'],
  ])('%i keys and %i sign-ins', (keys, sessions, title, button) => {
    expect(createdSinceWords(keys, sessions)).toMatchObject({ title, button });
  });

  it('isn’t said to be somebody else’s where nobody knows what was made here', () => {
    expect(createdSinceWords(1, 0).detail).toContain('It wasn’t made by this Companion');
    expect(createdSinceWords(1, 0, true).detail).toContain('so it may be its own');
  });

  it('or is on a device of a similar name is asked about', () => {
    expect(alikeWords(1, 1, laptop).title).toBe('One key and one sign-in are on a device of a similar name.');
  });
});
