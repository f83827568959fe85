/** Loaded before the page: gives it the answers of the scenario that its address names. */
// First, for it counts for schemas that are made later.
import './without-eval.ts';

import { type FakeCompanion, fakeCompanion } from '../../gallery/fake-companion.ts';
import { scenarios } from '../../gallery/scenarios.ts';

declare global {
  interface Window {
    /** For what a test wants to know of it, or have it tell. */
    fake: FakeCompanion;
  }
}

const name = new URLSearchParams(window.location.search).get('scenario') ?? '';
const parts = scenarios[name];
if (!parts) throw new Error(`the gallery has no scenario ${name}`);
window.fake = fakeCompanion(parts);
Object.assign(window, { companion: window.fake.api });
