const rowOf = (keyId: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[role="row"][data-key="${CSS.escape(keyId)}"]`);

export const hasRow = (keyId: string): boolean => rowOf(keyId) !== null;

/** Brings a key's row into view and puts the focus on it. */
export function focusKey(keyId: string): void {
  const row = rowOf(keyId);
  row?.scrollIntoView({ block: 'center' });
  row?.focus({ preventScroll: true });
}

/** Frames within which a list that is being drawn anew shows a row. At 60 a second it's half a second. */
const patientFrames = 30;

/** The same for a row that is about to be drawn. One that doesn't come is let go. */
export function focusKeyWhenDrawn(keyId: string, frames = patientFrames): void {
  requestAnimationFrame(() => {
    if (hasRow(keyId)) focusKey(keyId);
    else if (frames > 1) focusKeyWhenDrawn(keyId, frames - 1);
  });
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
