import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

export const appScheme = 'app';
export const ownPage = `${appScheme}://companion/index.html`;

/** The page may load its own files and nothing else; it never talks to a network. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Answers `app://companion/…` from the folder of the built page; anything outside it does not exist. */
export function appFiles(folder: string): (request: { readonly url: string }) => Promise<Response> {
  const root = normalize(folder + sep);
  return async ({ url }) => {
    const { host, pathname } = new URL(url);
    const path = normalize(join(root, safeDecode(pathname)));
    const type = types[extname(path)];
    if (host !== 'companion' || !path.startsWith(root) || !type) return notFound();
    try {
      const body = await readFile(path);
      return new Response(new Uint8Array(body), {
        headers: {
          'content-type': type,
          'content-security-policy': contentSecurityPolicy,
          'x-content-type-options': 'nosniff',
        },
      });
    } catch {
      return notFound();
    }
  };
}

const notFound = (): Response => new Response('not found', { status: 404 });

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '/';
  }
}
