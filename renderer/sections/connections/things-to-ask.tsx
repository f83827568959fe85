import type { ReactElement } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import { thingsToAsk } from './connect-words.ts';

export const ThingsToAsk = ({ client, heading }: { client: ClientId; heading: string }): ReactElement => (
  <section className="section">
    <h2>{heading}</h2>
    <p>You can ask {clientShortNames[client]} things like:</p>
    <ul className="said-list">
      {thingsToAsk.map((words) => (
        <li key={words} className="said">
          “{words}”
        </li>
      ))}
    </ul>
  </section>
);
