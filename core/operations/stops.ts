/** The runs that are under way or waiting for their turn, so that they can be called off. */
export interface Stops {
  add(id: string): AbortController;
  remove(id: string, stop: AbortController): void;
  /** No further step of it begins. */
  stop(id: string): void;
  /** No further step of any begins; answers whose. */
  stopAll(): readonly string[];
}

export function createStops(): Stops {
  const all = new Map<string, Set<AbortController>>();
  function stop(id: string): void {
    for (const one of all.get(id) ?? []) one.abort();
  }

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
    stop,
    stopAll() {
      const ids = [...all.keys()];
      for (const id of ids) stop(id);
      return ids;
    },
  };
}
