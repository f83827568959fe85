/** Name of the isolated world, and of the functions that connect it with the main process. */
export const isolatedWorldName = 'Electron Isolated Context';
export const toMainBinding = '__standInToMain';
export const fromMainFunction = '__standInFromMain';

/** `args` and `value` are texts of the codec. */
export type ToMain =
  | { readonly kind: 'invoke'; readonly call: number; readonly channel: string; readonly args: string }
  | { readonly kind: 'send'; readonly channel: string; readonly args: string };

export type FromMain =
  | { readonly kind: 'reply'; readonly call: number; readonly ok: true; readonly value: string }
  | { readonly kind: 'reply'; readonly call: number; readonly ok: false; readonly error: string }
  | { readonly kind: 'send'; readonly channel: string; readonly args: string };
