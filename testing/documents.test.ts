/** What the documents name has to be there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeFiles, rooms, root } from './rooms.ts';

const markdown = (folder: string, recursive: boolean): string[] =>
  readdirSync(join(root, folder), { recursive, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(folder, path));
const documents = [
  ...markdown('.', false),
  ...markdown('docs', true),
  ...rooms.map((room) => join(room, 'README.md')),
];
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found]) => found ?? '');

const manifest: { scripts: Record<string, string>; engines: { node: string } } = JSON.parse(
  read('package.json'),
);

/** Names of files of code, without their folders. */
const codeNames = new Set([
  ...readdirSync(root).filter((name) => name.endsWith('.ts')),
  ...codeFiles().map((path) => basename(path)),
]);

/** As pages on the web name a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const anchors = (path: string): string[] => matches(readFileSync(path, 'utf8'), /^#+ (.+)$/gm).map(anchor);

it.each(rooms)(
  '%s has a README that says what it may import, where to begin, how to test it and an example',
  (room) => {
    const text = read(join(room, 'README.md'));
    for (const part of ['May import', 'Begin at', 'Example']) expect(text).toContain(`**${part}**`);
    expect(text).toMatch(/\*\*(Test|Run)\*\*/);
  },
);

describe.each(documents)('%s', (document) => {
  const text = read(document);

  it('links to what is there', () => {
    const links = matches(text, /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link));
    const missing = links.filter((link) => {
      const [path = '', heading] = link.split('#');
      const target = path === '' ? join(root, document) : resolve(join(root, dirname(document)), path);
      return !existsSync(target) || (heading !== undefined && !anchors(target).includes(heading));
    });
    expect(missing).toEqual([]);
  });

  it('names scripts of package.json', () => {
    const unknown = matches(text, /npm run ([\w:-]+)/g).filter((name) => !(name in manifest.scripts));
    expect(unknown).toEqual([]);
  });

  it('names files and folders that are there', () => {
    const spans = matches(text, /`([^`\n]+)`/g).flatMap((span) => span.split(' '));
    const paths = spans.filter(
      (span) => rooms.some((room) => span.startsWith(`${room}/`)) && /^[\w./-]+$/.test(span),
    );
    const isThere = (path: string): boolean =>
      path.includes('node_modules') ||
      [root, join(root, dirname(document))].some((at) => existsSync(join(at, path)));
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
  });

  it('calls files of code by a name that one has', () => {
    const named = matches(text, /`([\w-]+(?:\.[\w-]+)*\.tsx?)`/g);
    expect(named.filter((name) => !codeNames.has(name))).toEqual([]);
  });
});

it('.nvmrc is the oldest Node that package.json allows', () => {
  expect(`>=${read('.nvmrc').trim()}`).toBe(manifest.engines.node);
});
