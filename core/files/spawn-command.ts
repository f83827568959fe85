/** A program as it is started: absolute command, arguments, and what is added to the environment. Never a secret. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}
