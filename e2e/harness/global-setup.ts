import { buildHarness } from './build.ts';

// biome-ignore lint/style/noDefaultExport: Playwright asks for it.
export default buildHarness;
