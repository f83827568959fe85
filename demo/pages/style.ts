import { createHash } from 'node:crypto';

/** One stylesheet for all pages; it is written into each of them, so that they need nothing else. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #F5F6F1; --sheet: #FFFFFF; --ink: #1A2420; --ink2: #46524B; --line: #D6DACF; --line-strong: #7C877F;
  --awning: #17483A; --awning-alt: #F7F1E0; --on-awning: #F4F6EE;
  --accent: #1B6049; --on-accent: #FFFFFF; --danger: #A1211A; --tint: #FAF0CF; --focus: #1A2420;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #17201C; --sheet: #212B26; --ink: #EEF1E9; --ink2: #BCC6BE; --line: #34403A; --line-strong: #7D8A82;
    --awning: #103A2E; --awning-alt: #2B5B4B; --on-awning: #EEF3EA;
    --accent: #86D0AC; --on-accent: #0C2018; --danger: #FF9A8C; --tint: #38321A; --focus: #FFE08A;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
header { background: var(--awning); color: var(--on-awning); padding: 14px 24px; display: flex; gap: 16px; align-items: center; flex-wrap: wrap; }
header strong { font-family: Rockwell, Georgia, serif; font-size: 18px; }
header .who { margin-left: auto; display: flex; gap: 12px; align-items: center; font-size: 14px; }
.valance { height: 12px; background: repeating-linear-gradient(90deg, var(--awning) 0 26px, var(--awning-alt) 26px 52px); }
main { max-width: 620px; margin: 40px auto; padding: 0 24px 48px; }
main.wide { max-width: 960px; }
h1 { font: 560 28px/1.25 Rockwell, Georgia, serif; margin: 0 0 12px; }
h2 { font: 560 19px/1.3 Rockwell, Georgia, serif; margin: 32px 0 8px; }
p { max-width: 62ch; margin: 0 0 14px; }
.quiet { color: var(--ink2); font-size: 14px; }
.sheet { background: var(--sheet); border: 1px solid var(--line); border-radius: 9px; padding: 20px 24px; margin: 20px 0; }
.sheet > :last-child { margin-bottom: 0; }
.note { background: var(--tint); border-radius: 5px; padding: 10px 14px; }
.code { font: 600 34px/1.2 ui-monospace, Consolas, "DejaVu Sans Mono", monospace; letter-spacing: .06em; margin: 0; }
.token { font: 15px/1.5 ui-monospace, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; user-select: all; }
label { display: block; font-weight: 600; margin: 14px 0 4px; }
input { font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--line-strong); border-radius: 5px; padding: 8px 10px; width: 100%; max-width: 360px; }
button { font: 600 15px/1.2 system-ui, -apple-system, "Segoe UI", sans-serif; border-radius: 5px; padding: 10px 18px; min-height: 40px; cursor: pointer; border: 1px solid var(--line-strong); background: transparent; color: inherit; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.danger { color: var(--danger); border-color: var(--danger); }
.row { display: flex; gap: 12px; flex-wrap: wrap; margin-top: 20px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
header :focus-visible { outline-color: #FFE08A; }
[role="alert"] { color: var(--danger); font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 15px; }
th, td { text-align: left; padding: 10px 12px 10px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-size: 13px; color: var(--ink2); }
a { color: var(--accent); }
.devices { list-style: none; margin: 0 0 20px; padding: 0; }
.devices li { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between; padding: 10px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.devices div { min-width: 0; flex: 1 1 14em; }
header a, header button { color: var(--on-awning); }
`;

/** Allows this stylesheet and nothing else: no script, no picture, no other origin. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
