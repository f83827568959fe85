import { expect, test } from '../testing/page/test.ts';

test.use({ viewport: { width: 900, height: 600 } });

/** One screen of each kind, with what is longest on it. */
const screens: [scenario: string, place: string, title: string | RegExp][] = [
  ['welcome', '', 'Your market, one key for each device.'],
  ['blocked', '', /keychain/],
  ['waiting', '', 'Check that your browser shows this code.'],
  ['keys-odd-names', 'keys', /key/],
  ['open-signed-out', '', 'Your market, one key for each device.'],
  ['open-many', 'audit', '12 things not confirmed'],
  ['told-by-the-app', 'keys', /key/],
  ['connect-failed', 'connect', /./],
  ['file-repairable', 'connect', /mistake in line 3/],
  ['watch-keeps-vanishing', 'connect', /Claude/],
  ['incident-half-done', 'lost-or-leaked', /dead/],
  ['audit-year', 'audit', /./],
];

for (const [scenario, place, title] of screens)
  test(`the screen “${scenario}” fits the smallest window`, async ({ openGallery }) => {
    const companion = await openGallery(scenario, place);
    await expect(companion.title(title).first()).toBeVisible();
    const beyond = await companion.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(beyond).toBe(0);
  });
