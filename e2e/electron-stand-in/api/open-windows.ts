/** What quitting needs of a window. */
export interface OpenWindow {
  /** Answers false when the app refused. */
  requestClose(): Promise<boolean>;
}

export const openWindows = new Set<OpenWindow>();
