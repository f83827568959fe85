/** `npm run check:size`: the page that `npm run build` made is small, and neither it nor the preload holds zod. */
import { join } from 'node:path';
import { measurePage } from './page-size.ts';
import { root } from './run.ts';

const size = measurePage(join(root, 'out'));
for (const problem of size?.problems ?? []) console.error(problem);
console.log(size ? `the page is ${size.kilobytes.toFixed(1)} kB gzip` : 'not built, so not measured');
process.exitCode = size && size.problems.length > 0 ? 1 : 0;
