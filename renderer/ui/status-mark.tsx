import type { ReactElement, ReactNode } from 'react';
import type { KeyMark } from '../common/key-mark.ts';
import { markWords } from '../common/keys-words.ts';

const ring = <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />;

/** Each state has its own outline, so that it is told apart without color. */
const silhouettes: Readonly<Record<KeyMark, ReactElement>> = {
  fresh: (
    <>
      {ring}
      <path
        d="M5.2 8.2l2 2 3.7-4.2"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  'due-soon': (
    <>
      {ring}
      <path d="M8 8V3.6A4.4 4.4 0 1 1 3.6 8z" fill="currentColor" />
    </>
  ),
  due: (
    <path
      fillRule="evenodd"
      d="M8 .9l7.1 7.1L8 15.1.9 8zM7.1 4.4h1.8v4.4H7.1zM8 12a1.1 1.1 0 1 0 0-2.2A1.1 1.1 0 0 0 8 12z"
      fill="currentColor"
    />
  ),
  overdue: (
    <path
      fillRule="evenodd"
      d="M8 1l7.6 13.6H.4zM7.1 5.6h1.8v4.4H7.1zM8 13a1.1 1.1 0 1 0 0-2.2A1.1 1.1 0 0 0 8 13z"
      fill="currentColor"
    />
  ),
  revoked: (
    <path
      fillRule="evenodd"
      d="M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2zM4 7.1v1.8h8V7.1z"
      fill="currentColor"
    />
  ),
  'not-recognized': (
    <>
      <rect x="1.8" y="1.8" width="12.4" height="12.4" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path
        d="M6.1 6.3A1.9 1.9 0 1 1 9 7.9c-.7.4-1 .7-1 1.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
      <circle cx="8" cy="11.4" r=".95" fill="currentColor" />
    </>
  ),
  'never-used': (
    <circle
      cx="8"
      cy="8"
      r="6.2"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeDasharray=".1 2.68"
      strokeLinecap="round"
    />
  ),
  'not-confirmed': (
    <>
      <circle
        cx="8"
        cy="8"
        r="6.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeDasharray="2.7 1.32"
      />
      <path
        d="M6.1 6.5a1.9 1.9 0 1 1 2.9 1.6c-.7.4-1 .7-1 1.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
      <circle cx="8" cy="11.5" r=".95" fill="currentColor" />
    </>
  ),
};

export const StatusShape = ({ mark }: { mark: KeyMark }): ReactElement => (
  <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    {silhouettes[mark]}
  </svg>
);

/** Shape, then word, then color. `children` takes the place of the usual word. */
export const StatusMark = ({ mark, children }: { mark: KeyMark; children?: ReactNode }): ReactElement => (
  <span className={`mark mark-${mark}`}>
    <StatusShape mark={mark} />
    <span>{children ?? markWords(mark)}</span>
  </span>
);
