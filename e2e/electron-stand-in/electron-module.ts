import Module from 'node:module';

type Load = (request: string, ...rest: unknown[]) => unknown;
type Next = (specifier: string, context: object) => unknown;
type Resolve = (specifier: string, context: object, next: Next) => unknown;

/** Of Node, but in no type: how CommonJS loads, and hooks in the same thread (from Node 22.15 on). */
const internals = Module as unknown as {
  _load: Load;
  registerHooks?: (hooks: { resolve: Resolve }) => void;
};

const names = ['electron', 'electron/main', 'electron/common'];
const globalName = '__standInElectron';

/** From here on `electron` means the given object in this process, for `import` and for `require`. */
export function provideElectron(electron: Readonly<Record<string, object>>): void {
  Object.defineProperty(globalThis, globalName, { value: electron });
  const url = moduleUrl(Object.keys(electron));
  if (internals.registerHooks) {
    internals.registerHooks({
      resolve: (specifier, context, next) =>
        names.includes(specifier) ? { url, format: 'module', shortCircuit: true } : next(specifier, context),
    });
  } else {
    Module.register(dataUrl(hookSource(url)));
  }
  const load = internals._load;
  internals._load = function (this: unknown, request, ...rest) {
    return names.includes(request) ? electron : load.call(this, request, ...rest);
  };
}

const moduleUrl = (exported: readonly string[]): string =>
  dataUrl(
    `const electron = globalThis.${globalName}; export default electron;` +
      exported.map((name) => `export const ${name} = electron.${name};`).join(''),
  );

/** For Node 20, where hooks live in a thread of their own and can share nothing with this one. */
const hookSource = (url: string): string => `
  const names = ${JSON.stringify(names)};
  export const resolve = (specifier, context, next) => names.includes(specifier)
    ? { url: ${JSON.stringify(url)}, format: 'module', shortCircuit: true }
    : next(specifier, context);`;

const dataUrl = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;
