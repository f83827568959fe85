const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Names come from other people; nothing in them becomes part of the page. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => named[letter] ?? letter);

/** A page for paper: black on white, no scripts, nothing from elsewhere. */
export const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>
  body { font: 11pt/1.45 Georgia, serif; color: #111; background: #fff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .3rem; }
  h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; border-bottom: 1px solid #111; }
  table { border-collapse: collapse; width: 100%; font-size: .92em; }
  th { white-space: nowrap; }
  th:first-child { min-width: 9em; }
  th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #bbb; }
  h2 { break-after: avoid; }
  li, p, tr { break-inside: avoid; }
  .codes { float: right; margin: 0 0 .5rem 1rem; }
  figure { margin: 0; width: 9rem; font-size: .7em; text-align: center; overflow-wrap: anywhere; }
  figure svg { display: block; width: 100%; height: auto; }
  .time { white-space: nowrap; font-variant-numeric: tabular-nums; }
  .open { font-weight: bold; border-left: 4px solid #111; padding-left: .5rem; }
  @page { margin: 16mm; }
  @media print { body { margin: 0; padding: 0; max-width: none; } }
</style>
</head>
<body>
${body}
</body>
</html>
`;
