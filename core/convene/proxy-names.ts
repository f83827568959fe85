/** The variables that name a proxy for https, and those that name exceptions; in small letters as well. */
const proxyNames = ['HTTPS_PROXY', 'ALL_PROXY'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

export const variable = (env: Environment, name: string): string | undefined =>
  env[name.toLowerCase()] || env[name] || undefined;

/**
 * Whether a request to this address may have to go through a proxy. Never on this computer itself, whatever the
 * environment says: what is asked there has a token with it, and is nobody else's.
 */
export const mayNeedProxy = ({ protocol, hostname }: URL, env: Environment): boolean =>
  protocol === 'https:' && !isThisComputer(hostname) && proxyNames.some((name) => variable(env, name));

/** `URL` has already written every spelling of an IPv4 address as four decimal numbers. */
export const isThisComputer = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
