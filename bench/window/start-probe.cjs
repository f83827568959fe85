'use strict';
/**
 * Loaded before an app (`-r`): says as a line of JSON when what `BENCH_WINDOW` names stands in its shown window, and what the
 * processes are then, after `settleMs`; then ends the app. Times are milliseconds since 1970.
 */
const { app } = require('electron');

const { selector, settleMs } = JSON.parse(process.env.BENCH_WINDOW ?? '{}');
const times = { main: Date.now() };
app.once('ready', () => {
  times.ready = Date.now();
});

/** Answers when it is there and the frame that shows it has been drawn. */
const seen = `new Promise((done) => {
  const look = () =>
    document.querySelector(${JSON.stringify(selector)})
      ? requestAnimationFrame(() => setTimeout(() => done(Date.now())))
      : setTimeout(look, 2);
  look();
})`;

app.once('browser-window-created', (_event, window) => {
  times.window = Date.now();
  const shown = new Promise((done) => window.once('show', () => done(Date.now())));
  window.webContents.once('dom-ready', async () => {
    times.page = Date.now();
    times.useful = Math.max(...(await Promise.all([window.webContents.executeJavaScript(seen), shown])));
    await new Promise((done) => setTimeout(done, settleMs));
    const processes = app.getAppMetrics().map(({ pid, type }) => ({ pid, type }));
    process.stdout.write(`\nprobe ${JSON.stringify({ times, processes })}\n`);
    // The one who measures looks at the processes, and closes this when it has.
    process.stdin.once('end', () => app.quit()).resume();
  });
});
