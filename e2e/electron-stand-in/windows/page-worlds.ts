import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Session } from '../chromium/devtools-pipe.ts';
import { isolatedWorldName, toMainBinding } from '../page/messages.ts';
import { running } from '../running.ts';

/** The bundled programs of the two worlds, put here by the build; each assigns to a variable of its name. */
declare const MAIN_WORLD_SOURCE: string;
declare const ISOLATED_WORLD_SOURCE: string;

/** Prepares both worlds of every document that the page's main frame will show; other frames get neither. */
export async function installWorlds(page: Session, preload: string | undefined): Promise<void> {
  const key = JSON.stringify(`stand-in-${randomUUID()}-`);
  const processInfo = {
    type: 'renderer',
    platform: process.platform,
    arch: process.arch,
    sandboxed: true,
    contextIsolated: true,
    versions: { electron: running.electronVersion, node: process.versions.node },
    env: {},
    argv: [],
  };
  const preloadSource = preload === undefined ? '' : readFileSync(preload, 'utf8');
  const preloadFunction = `function (require, module, exports, process, global) {${preloadSource}\n}`;
  const sourceName = preload === undefined ? 'no-preload' : pathToFileURL(preload).href;

  await page.send('Runtime.addBinding', { name: toMainBinding, executionContextName: isolatedWorldName });
  await page.send('Page.addScriptToEvaluateOnNewDocument', {
    source: inMainFrame(`${MAIN_WORLD_SOURCE}\nmainWorld.openMainWorld(${key});`),
  });
  await page.send('Page.addScriptToEvaluateOnNewDocument', {
    worldName: isolatedWorldName,
    source:
      inMainFrame(`${ISOLATED_WORLD_SOURCE}
        isolatedWorld.openIsolatedWorld(${key}, ${JSON.stringify(processInfo)}, ${preloadFunction});`) +
      `\n//# sourceURL=${sourceName}`,
  });
}

/** In a function of its own, so that no variable of the stand-in becomes one of the page. */
const inMainFrame = (source: string): string => `(() => { if (self !== top) return;\n${source}\n})();`;
