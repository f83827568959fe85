import { describe, expect, it } from 'vitest';
import type { ClientId } from '../../shared/clients.ts';
import type { ClientProcessState } from '../clients/claude-desktop/processes.ts';
import { removalCause } from './removal-cause.ts';

const since = new Date('2026-11-23T09:00:00Z');
const secondsAfter = (seconds: number): Date => new Date(since.getTime() + seconds * 1000);
const running: ClientProcessState = { running: true, since };

const why = (seen: {
  client?: ClientId;
  claude?: ClientProcessState | undefined;
  seconds?: number;
  witnessed?: boolean;
  serverStartedAt?: Date;
}) =>
  removalCause({
    client: seen.client ?? 'claude-desktop',
    claude: 'claude' in seen ? seen.claude : running,
    writtenAt: secondsAfter(seen.seconds ?? 5),
    witnessed: seen.witnessed ?? true,
    serverStartedAt: seen.serverStartedAt,
  });

describe('why our entry is gone', () => {
  it.each([-1, 0, 1, 59, 60])('is that Claude dropped it, %i seconds after its start', (seconds) => {
    expect(why({ seconds })).toBe('vanished');
    expect(why({ seconds, witnessed: false })).toBe('vanished');
  });

  it.each([61, 3_600, 400_000])('is the person, %i seconds after Claude’s start', (seconds) => {
    expect(why({ seconds })).toBe('disconnected');
    expect(why({ seconds, witnessed: false })).toBe('disconnected');
  });

  it('is not the person when Claude never started our server since its own start', () => {
    const witnessed = false;
    expect(why({ seconds: 900, witnessed, serverStartedAt: secondsAfter(-3_600) })).toBe('vanished');
    expect(why({ seconds: 900, witnessed, serverStartedAt: secondsAfter(4) })).toBe('disconnected');
  });

  it('is nobody’s wish when it was there and went while Claude didn’t run', () => {
    expect(why({ claude: { running: false } })).toBe('vanished');
    expect(why({ seconds: -60 })).toBe('vanished');
  });

  it('is not guessed when nobody saw it go while Claude didn’t run', () => {
    expect(why({ claude: { running: false }, witnessed: false })).toBe('unexplained');
    expect(why({ seconds: -60, witnessed: false })).toBe('unexplained');
  });

  it('is not guessed when nobody knows whether or since when Claude runs', () => {
    expect(why({ claude: undefined })).toBe('unexplained');
    expect(why({ claude: { running: true } })).toBe('unexplained');
  });

  it('is not guessed for programs that leave their file alone', () => {
    expect(why({ client: 'cursor', claude: { running: false } })).toBe('unexplained');
  });
});
