import { defaultLifetimes } from './context.ts';
import { openDatabase } from './database/open.ts';
import { createFaults } from './faults.ts';
import { createApp } from './http/app.ts';
import { describeApi } from './http/openapi.ts';

/** The OpenAPI document without a running server; its address is only an example. */
export function describeOffline() {
  const database = openDatabase(undefined);
  const address = 'http://127.0.0.1:4747';
  const context = { database, now: () => new Date(), lifetimes: defaultLifetimes, address: () => address };
  const app = createApp({ context, appSignIn: true, faults: createFaults().middleware });
  const document = describeApi(app, address);
  database.close();
  return document;
}
