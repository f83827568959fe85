import { z } from 'zod';
import { mayLiveSchema } from './may-live.ts';

const version = z.string().regex(/^\d+\.\d+\.\d+[\w.+-]{0,40}$/);

/** What the app has to tell of itself, whichever screen is up. The words stand in the window's wording. */
const appNoticeSchema = z.discriminatedUnion('kind', [
  /** The page's process ended by itself, and the page was loaded again. */
  z.strictObject({ kind: z.literal('window-reopened') }),
  /** The process that draws ended by itself, and was started again. */
  z.strictObject({ kind: z.literal('graphics-restarted') }),
  /** Another process of the app ended by itself, and was started again. */
  z.strictObject({ kind: z.literal('part-restarted') }),
  /** An exception that nobody caught, or a promise that nobody waited for. */
  z.strictObject({ kind: z.literal('mistake') }),
  /** Another version was started; this one went on. */
  z.strictObject({ kind: z.literal('other-version'), running: version, opened: version }),
  /** Nothing can be written in the app's own folder; `code` is the system's. */
  z.strictObject({ kind: z.literal('folder-unwritable'), path: z.string(), code: z.string() }),
  /** Another computer has the same folder in use, over a network. */
  z.strictObject({ kind: z.literal('folder-shared'), computer: z.string() }),
  /** The desktop shows no icon of ours, so nothing leads to a window that is put away. */
  z.strictObject({ kind: z.literal('no-tray') }),
  /** A file that was being written when the app ended; nothing of it is left. */
  z.strictObject({ kind: z.literal('export-unfinished'), path: z.string() }),
  /**
   * A file of ours was damaged, and stands at `asideAt` now, or was gone; its last good copy is used. `foundAgain`: there was
   * none, and what it held was found elsewhere.
   */
  z.strictObject({
    kind: z.literal('state-recovered'),
    file: z.string(),
    asideAt: z.string().optional(),
    foundAgain: z.literal(true).optional(),
  }),
  /**
   * A file of ours can't be read, and there is no good copy: what it holds isn't known. `mayLive`: keys that are this computer's
   * as far as can be told without it, by name; `address`: the web page where keys are revoked.
   */
  z.strictObject({
    kind: z.literal('state-unreadable'),
    file: z.string(),
    mayLive: z.array(mayLiveSchema).optional(),
    address: z.url().optional(),
  }),
]);
export type AppNotice = z.infer<typeof appNoticeSchema>;

/** Those that nobody has put away yet, the oldest first. */
export const appNoticesViewSchema = z.strictObject({
  notices: z.array(z.strictObject({ id: z.string(), notice: appNoticeSchema })),
});
export type AppNoticesView = z.infer<typeof appNoticesViewSchema>;

export const isVersion = (text: unknown): text is string => version.safeParse(text).success;
