import type { ReactElement } from 'react';

const shapes = {
  check: <path d="M3 8.5l3.2 3.2L13 4.8" />,
  down: <path d="M4 6l4 4 4-4" />,
  out: <path d="M9.5 2.5h4v4M13.5 2.5L7.5 8.5M6.5 3.5h-4v10h10v-4" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1" />
      <path d="M10.5 3V2.5h-8v8H3" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="M10.5 10.5L14 14" />
    </>
  ),
  close: <path d="M3.5 3.5l9 9M12.5 3.5l-9 9" />,
  refresh: <path d="M13.2 6.6A5.5 5.5 0 1 0 13.4 9.6M13.4 2.8v3.8H9.6" />,
  online: (
    <>
      <path d="M2 6.5a9 9 0 0 1 12 0M4.3 9.2a5.5 5.5 0 0 1 7.4 0" />
      <circle cx="8" cy="12" r=".8" fill="currentColor" />
    </>
  ),
  offline: (
    <>
      <path d="M2 6.5a9 9 0 0 1 12 0M4.3 9.2a5.5 5.5 0 0 1 7.4 0M2.5 13.5l11-11" />
      <circle cx="8" cy="12" r=".8" fill="currentColor" />
    </>
  ),
  laptop: (
    <>
      <rect x="3" y="3" width="10" height="7.5" rx="1" />
      <path d="M1 13h14" />
    </>
  ),
  desktop: (
    <>
      <rect x="1.5" y="2" width="13" height="9" rx="1" />
      <path d="M8 11v3M5 14h6" />
    </>
  ),
  tablet: (
    <>
      <rect x="3" y="1.5" width="10" height="13" rx="1.4" />
      <path d="M7 12.2h2" />
    </>
  ),
  phone: (
    <>
      <rect x="4.5" y="1.5" width="7" height="13" rx="1.4" />
      <path d="M7.3 12.2h1.4" />
    </>
  ),
  'no-device': (
    <>
      <rect x="2" y="2" width="12" height="9" rx="1" strokeDasharray="2 1.6" />
      <path d="M5 14h6" />
    </>
  ),
  save: <path d="M8 2v8M4.8 7L8 10.2 11.2 7M2.5 13.5h11" />,
  mail: (
    <>
      <rect x="1.8" y="3" width="12.4" height="10" rx="1" />
      <path d="M2 4l6 5 6-5" />
    </>
  ),
  plus: <path d="M8 3.5v9M3.5 8h9" />,
  rotate: <path d="M13.5 6.5A6 6 0 0 0 2.8 5M2.5 9.5A6 6 0 0 0 13.2 11M2.5 2.2V5h2.8M13.5 13.8V11h-2.8" />,
  revoke: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M4.5 8h7" />
    </>
  ),
  eye: (
    <>
      <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z" />
      <circle cx="8" cy="8" r="1.8" />
    </>
  ),
  pencil: <path d="M3 13l.7-3L11 2.7 13.3 5 6 12.3z" />,
  more: <path d="M3.2 8h.1M8 8h.1M12.8 8h.1" strokeWidth="2" />,
  list: <path d="M5.5 4H14M5.5 8H14M5.5 12H14M2.2 4h.1M2.2 8h.1M2.2 12h.1" />,
} satisfies Record<string, ReactElement>;

export type IconName = keyof typeof shapes;

/** A line drawing beside words; never the only sign of anything, so screen readers skip it. */
export const Icon = ({ name }: { name: IconName }): ReactElement => (
  <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
    {shapes[name]}
  </svg>
);

const drawnBy: readonly (readonly [RegExp, IconName])[] = [
  [/\b(ipad|tablet|tab)\b/i, 'tablet'],
  [/\b(phone|iphone|pixel|galaxy)\b/i, 'phone'],
  [/\b(imac|desktop|pc|tower|mini|studio|workstation|office)\b(?!.*laptop)/i, 'desktop'],
];

/** A guess from the device's name; a laptop where it says nothing. */
export const deviceIcon = (deviceName: string): IconName =>
  drawnBy.find(([pattern]) => pattern.test(deviceName))?.[1] ?? 'laptop';
