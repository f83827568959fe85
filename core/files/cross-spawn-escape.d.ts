declare module 'cross-spawn/lib/util/escape.js' {
  /** The path of a program, for `cmd.exe`. */
  export function command(path: string): string;
  /** One argument, quoted for `cmd.exe`; `twice` for one that a script hands on. */
  export function argument(text: string, twice: boolean): string;
}
