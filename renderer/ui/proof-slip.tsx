import type { ReactElement, ReactNode } from 'react';

/** The torn ticket in a row. Only for what a server has confirmed with a time. */
export const ProofSlip = ({ children }: { children: ReactNode }): ReactElement => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form's part; this groups two lines of text.
  <div className="slip-shadow" role="group" aria-label="Proof">
    <div className="slip slip-row">
      <span className="slip-caption" aria-hidden="true">
        Proof
      </span>
      <div>{children}</div>
    </div>
  </div>
);

export interface SlipLine {
  /** Empty for what has no time. */
  readonly time: string;
  readonly words: string;
}

/** The ticket in full: what happened, line by line, with the times. */
export const ProofTicket = (parts: {
  heading: string;
  aside: string;
  lines: readonly SlipLine[];
  children?: ReactNode;
}): ReactElement => (
  // biome-ignore lint/a11y/useSemanticElements: as above.
  <div className="slip-shadow" role="group" aria-label={parts.heading}>
    <div className="slip slip-tall">
      <h2>
        {parts.heading} <small>{parts.aside}</small>
      </h2>
      <dl>
        {parts.lines.map(({ time, words }) => (
          <SlipRow key={words} time={time} words={words} />
        ))}
      </dl>
      {parts.children}
    </div>
  </div>
);

const SlipRow = ({ time, words }: SlipLine): ReactElement => (
  <>
    <dt className="exact">{time}</dt>
    <dd>{words}</dd>
  </>
);
