import type { ClientId } from '../../shared/clients.ts';
import type { Computer } from '../files/data-folder.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import type { SettingsFormat } from '../settings-editor/settings-format.ts';

/** A place where a program's settings may be. */
export interface Candidate {
  readonly path: string;
  /** For whom it would be there, in a few words that a person understands. */
  readonly source: string;
}

/** A program that can start our bridge, as a row of a table: where its settings are and how they look. */
export interface ClientRow {
  readonly id: ClientId;
  readonly dialect: SettingsFormat;
  /** Where its parser is known from: a repository and a path, the number of a thread, or a page. */
  readonly dialectSource: string;
  /** What is written for a bridge and a connection. There is no key in it. */
  entry(bridge: SpawnCommand, connectionId: string): unknown;
  /** Likeliest first. */
  candidates(computer: Computer): readonly Candidate[];
}
