/** The runs that are under way or waiting for their turn, so that they can be called off. */
export interface Stops {
  add(id: string): AbortController;
  remove(id: string, stop: AbortController): void;
  /** No further step of it begins. */
  stop(id: string): void;
}

export function createStops(): Stops {
  const all = new Map<string, Set<AbortController>>();
  return {
    add(id) {
      const stop = new AbortController();
      all.set(id, (all.get(id) ?? new Set()).add(stop));
      return stop;
    },
    remove(id, stop) {
      const ofId = all.get(id);
      ofId?.delete(stop);
      if (ofId?.size === 0) all.delete(id);
    },
    stop(id) {
      for (const stop of all.get(id) ?? []) stop.abort();
    },
  };
}
