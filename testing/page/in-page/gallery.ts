/** Loaded before the page: gives it the answers of one of the gallery's scenarios. */
import { type FakeCompanion, fakeCompanion } from '../../gallery/fake-companion.ts';
import { scenarios } from '../../gallery/scenarios.ts';

declare global {
  interface Window {
    /** The scenario's name, put there before this is loaded. */
    readonly scenario: string;
    /** For what a test wants to know of it, or have it tell. */
    fake: FakeCompanion;
  }
}

const parts = scenarios[window.scenario];
if (!parts) throw new Error(`the gallery has no scenario ${window.scenario}`);
window.fake = fakeCompanion(parts);
Object.assign(window, { companion: window.fake.api });
