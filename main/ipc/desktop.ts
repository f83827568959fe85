import type { OpenRequest } from '../../shared/open-request.ts';
import type { Result } from '../../shared/result.ts';

/** What the handlers do on the desktop itself. */
export interface Desktop {
  readonly version: string;
  readonly platform: 'mac' | 'windows' | 'linux';
  open(address: string): Promise<Result<void>>;
  copy(text: string): void;
  /** The same, concealed where the system can, and gone after a minute unless something else was copied since. */
  copySecret(text: string): Promise<void>;
  showInFolder(path: string): void;
  /** Asks where to write a file; undefined where the person chose no place. */
  askWhereToSave(file: { name: string; extension: string; kind: string }): Promise<string | undefined>;
  askForFolder(): Promise<string | undefined>;
  /** Opens a page of ours in the person's browser. */
  openFile(path: string): Promise<Result<void>>;
  /** Opens the person's mail program with a mail that is filled in. */
  writeMail(address: string): Promise<Result<void>>;
  /** Whether the desktop shows our icon. */
  hasTray(): boolean;
  /** What was chosen in the tray or in a notification, once. */
  takeOpenRequest(): OpenRequest | undefined;
}
