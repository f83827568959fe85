import type { Database } from './database/database.ts';

/** How long things live, in seconds. */
export interface Lifetimes {
  readonly accessToken: number;
  readonly refreshToken: number;
  readonly deviceCode: number;
  /** The shortest time between two polls with one device code (RFC 8628). */
  readonly deviceInterval: number;
  readonly webSession: number;
}

export const defaultLifetimes: Lifetimes = {
  accessToken: 3_600,
  refreshToken: 30 * 86_400,
  deviceCode: 600,
  deviceInterval: 5,
  webSession: 8 * 3_600,
};

/** What every part of the demo server stands on. */
export interface DemoContext {
  readonly database: Database;
  readonly now: () => Date;
  readonly lifetimes: Lifetimes;
  /** `http://127.0.0.1:<port>`, known once the server listens. Also the issuer of the sign-in. */
  readonly address: () => string;
}

export const isoNow = (context: DemoContext): string => context.now().toISOString();

export const isoIn = (context: DemoContext, seconds: number): string =>
  new Date(context.now().getTime() + seconds * 1_000).toISOString();
