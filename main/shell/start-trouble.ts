import { app, BrowserWindow } from 'electron';
import { type StartTrouble, startTroubleWords } from '../../shared/wording/start-trouble.ts';
import { takeEmptyProfile } from './empty-profile.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

const style = `:root{color-scheme:light dark}body{margin:0;padding:36px 40px;font:15px/1.5 system-ui,sans-serif;
background:#f5f6f1;color:#1a2420;overflow-wrap:anywhere}h1{font-size:20px;line-height:1.3;margin:0 0 12px}
@media(prefers-color-scheme:dark){body{background:#17201c;color:#e9ece6}}`;

/** No script, nothing loaded, nothing from outside but two escaped texts. */
function page(title: string, todo: string): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>${escaped(title)}</title>
<style>${style}</style></head><body><main role="alert"><h1>${escaped(title)}</h1><p>${escaped(todo)}</p></main></body></html>`;
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`;
}

/** Says on standard error and in a window of its own why the app can't start; ends it with status 1 when that is closed. */
export async function endWithTrouble(trouble: StartTrouble): Promise<void> {
  const { title, todo } = startTroubleWords(trouble);
  process.stderr.write(`Convene Companion: ${title} ${todo}\n`);
  if (!app.isReady()) takeEmptyProfile();
  const end = (): void => app.exit(1);
  try {
    await app.whenReady();
    const window = new BrowserWindow({
      width: 620,
      height: 300,
      title: 'Convene Companion',
      autoHideMenuBar: true,
      webPreferences: { sandbox: true, contextIsolation: true, javascript: false },
    });
    window.on('closed', end);
    await window.loadURL(page(title, todo));
  } catch {
    // It stands on standard error.
    end();
  }
}
