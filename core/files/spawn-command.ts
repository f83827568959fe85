/** A program as it is started: absolute command, arguments, and what is added to the environment. Never a secret. */
export interface SpawnCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}
