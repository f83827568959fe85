import { describe, expect, it } from 'vitest';
import type { Host } from '../e2e/electron/host.ts';
import { type ElectronSources, ensureElectron } from './electron-runtime.ts';

const host = (version: string, current: boolean): Host => ({ version, current, executable: '/x', env: {} });
const current = host('45.5.0', true);
const older = host('25.1.1', false);

/** A computer with these; what is fetched successfully is found afterwards. */
async function ensured(given: {
  present?: Host;
  named?: string;
  reached?: boolean;
  triedLately?: boolean;
  older?: Host | Error;
}) {
  const said: string[] = [];
  let present = given.present;
  let tries = 0;
  let noted = false;
  const sources: ElectronSources = {
    named: given.named,
    find: () => present,
    fetchCurrent() {
      tries += 1;
      if (!given.reached) return 'TypeError: fetch failed';
      present = current;
      return undefined;
    },
    wasTriedLately: () => given.triedLately ?? false,
    noteTriedInVain() {
      noted = true;
    },
    fetchOlder:
      given.older &&
      (async () => {
        if (given.older instanceof Error) throw given.older;
        present = given.older;
      }),
  };
  const found = await ensureElectron((line) => said.push(line), sources);
  return { found, said, tries, noted };
}

describe('the Electron that is used', () => {
  it('is the current one where it is there, without a word', async () => {
    expect(await ensured({ present: current })).toMatchObject({ found: current, said: [], tries: 0 });
  });

  it('is the current one where its downloads are reached, though an older one is there', async () => {
    expect(await ensured({ reached: true })).toMatchObject({ found: current });
    expect(await ensured({ present: older, reached: true })).toMatchObject({ found: current });
  });

  it('is the older one otherwise, by its number', async () => {
    const { found, said, noted } = await ensured({ older });
    expect({ found, noted }).toEqual({ found: older, noted: true });
    expect(said).toContain("It can't be had here (TypeError: fetch failed).");
    expect(said.at(-1)).toMatch(/^This runs on Electron 25\.1\.1, an older one/);
  });

  it('is the older one without another try where one was in vain lately', async () => {
    expect(await ensured({ present: older, triedLately: true })).toMatchObject({ found: older, tries: 0 });
  });

  it('is the one that the person names, and no other', async () => {
    expect(await ensured({ named: '/opt/x', present: older })).toMatchObject({ found: older, tries: 0 });
    const { found, said, tries } = await ensured({ named: '/opt/x', reached: true, older });
    expect({ found, tries }).toEqual({ found: undefined, tries: 0 });
    expect(said).toEqual(['No Electron that runs here is in /opt/x (ELECTRON_OVERRIDE_DIST_PATH).']);
  });

  it('is none where none can be had, and what to do is said', async () => {
    for (const none of [{}, { older: new Error('npm pack failed: network') }]) {
      const { found, said } = await ensured(none);
      expect(found).toBeUndefined();
      expect(said.at(-1)).toMatch(/^Without Electron the app can’t run here\. ELECTRON_MIRROR/);
    }
    expect((await ensured({ older: new Error('npm pack failed: network') })).said).toContain(
      "An older one can't be had either: npm pack failed: network",
    );
  });
});
