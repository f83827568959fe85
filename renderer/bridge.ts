import type { CompanionApi } from '../shared/contract/derive.ts';

declare global {
  interface Window {
    /** Put there by the preload; absent when the page is opened anywhere but in the Companion's own window. */
    readonly companion?: CompanionApi;
  }
}

/** The one place that reaches for main's API; everything else is handed it. */
export const companionOf = (page: Window): CompanionApi | undefined => page.companion;
