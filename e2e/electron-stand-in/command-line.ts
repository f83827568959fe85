/** Electron's own command line: `[-r module] [--switch[=value]] app [argument…]`. */
export interface CommandLine {
  /** Modules to load before the app. */
  readonly required: readonly string[];
  readonly switches: ReadonlyMap<string, string>;
  /** The app's folder or file. */
  readonly app: string | undefined;
}

export function readCommandLine(args: readonly string[]): CommandLine {
  const required: string[] = [];
  const switches = new Map<string, string>();
  let app: string | undefined;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '-r' || arg === '--require') {
      const module = rest.shift();
      if (module !== undefined) required.push(module);
    } else if (arg.startsWith('--')) {
      const [, name = '', value = ''] = /^--([^=]*)=?([\s\S]*)$/.exec(arg) ?? [];
      switches.set(name, value);
    } else {
      app ??= arg;
    }
  }
  return { required, switches, app };
}
