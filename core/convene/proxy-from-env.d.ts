/** The package has no types of its own. */
declare module 'proxy-from-env' {
  /** The proxy for a URL by the environment; empty where there is none. */
  export function getProxyForUrl(url: string): string;
}
