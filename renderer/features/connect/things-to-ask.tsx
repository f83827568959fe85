import type { ReactElement } from 'react';
import { thingsToAsk } from '../../wording/connect.ts';

export const ThingsToAsk = ({ heading }: { heading: string }): ReactElement => (
  <section className="section">
    <h2>{heading}</h2>
    <p>You can ask Claude things like:</p>
    <ul className="said-list">
      {thingsToAsk.map((words) => (
        <li key={words} className="said">
          “{words}”
        </li>
      ))}
    </ul>
  </section>
);
