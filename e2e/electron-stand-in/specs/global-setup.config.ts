import { buildFixtureApp } from '../fixture-app/build.ts';
import { prepareHost } from '../host.ts';

/** Builds once; the environment reaches every worker. */
export default async function globalSetup(): Promise<void> {
  const { env } = await prepareHost();
  Object.assign(process.env, env);
  await buildFixtureApp();
}
