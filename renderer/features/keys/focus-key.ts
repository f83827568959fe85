const rowOf = (keyId: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[role="row"][data-key="${CSS.escape(keyId)}"]`);

export const hasRow = (keyId: string): boolean => rowOf(keyId) !== null;

/** Brings a key's row into view and puts the focus on it. */
export function focusKey(keyId: string): void {
  const row = rowOf(keyId);
  row?.scrollIntoView({ block: 'center' });
  row?.focus({ preventScroll: true });
}

/** After a dialog that took its own button away, the focus would be nowhere: the row is the next best place. */
export function focusKeyIfLost(keyId: string): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const { activeElement } = document;
      if (!activeElement || activeElement === document.body) focusKey(keyId);
    }),
  );
}
