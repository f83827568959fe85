/** A small app for the stand-in's own tests: one page, one bridge, and the refusals that a careful app makes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, BrowserWindow, clipboard, ipcMain, Menu, nativeImage, protocol, session, Tray } from 'electron';

const page = 'app://fixture/index.html';
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; base-uri 'none'";
const types: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', js: 'text/javascript' };

async function answer(request: Request): Promise<Response> {
  const { host, pathname } = new URL(request.url);
  const name = pathname.slice(1);
  const type = types[name.split('.').at(-1) ?? ''];
  if (host !== 'fixture' || !type || name.includes('/')) return new Response('not found', { status: 404 });
  const body = await readFile(join(import.meta.dirname, name));
  const headers = { 'content-type': type, 'content-security-policy': policy };
  return new Response(new Uint8Array(body), { headers });
}

let window: BrowserWindow | undefined;
let tray: Tray | undefined;
let quitting = false;

function show(): void {
  if (window && !window.isDestroyed()) {
    window.show();
    return;
  }
  const opened = new BrowserWindow({
    width: 1000,
    height: 700,
    show: false,
    webPreferences: { preload: join(import.meta.dirname, 'preload.cjs'), sandbox: true },
  });
  window = opened;
  opened.once('ready-to-show', () => opened.show());
  opened.on('close', (event) => {
    if (quitting) return;
    event.preventDefault();
    opened.hide();
  });
  opened.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  opened.webContents.on('will-navigate', (event) => event.preventDefault());
  opened.loadURL(page).catch((error: unknown) => process.stderr.write(`fixture: ${String(error)}\n`));
}

function serve(): void {
  ipcMain.handle('echo', (_event, value: unknown) => value);
  ipcMain.handle('who', (event) => ({
    url: event.senderFrame?.url,
    origin: event.senderFrame?.origin,
    isMainFrame: event.senderFrame?.parent === null,
  }));
  ipcMain.handle('fail', () => {
    throw new RangeError('too far');
  });
  ipcMain.handle('copy', (_event, text: string) => clipboard.writeText(text));
  ipcMain.on('shout', (event, text: string) => event.sender.send('heard', text.toUpperCase()));
}

async function start(): Promise<void> {
  await app.whenReady();
  protocol.handle('app', answer);
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  serve();
  tray = new Tray(nativeImage.createEmpty());
  tray.setContextMenu(Menu.buildFromTemplate([{ id: 'quit', label: 'Quit', click: () => app.quit() }]));
  show();
}

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, argv) => {
    process.env.FIXTURE_SECOND_ARGV = JSON.stringify(argv);
    show();
  });
  app.on('before-quit', () => {
    quitting = true;
  });
  app.on('window-all-closed', () => {});
  start().catch((error: unknown) => process.stderr.write(`fixture: ${String(error)}\n`));
} else {
  app.quit();
}
