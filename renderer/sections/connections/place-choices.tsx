import type { ReactElement } from 'react';
import type { SettingsPlace } from '../../../shared/settings.ts';
import { useNow } from '../../store/use-stores.ts';
import { RadioList, RadioRow } from '../../ui/radio.tsx';
import { placeStateWords } from './settings-words.ts';

/** The places where a program's settings may be. Only those that can be used can be chosen. */
export function PlaceChoices(parts: {
  places: readonly SettingsPlace[];
  chosen: string | undefined;
  isDisabled?: boolean;
  onChoose: (path: string) => void;
}): ReactElement {
  const now = useNow();
  return (
    <RadioList
      label="Settings files"
      value={parts.chosen}
      isDisabled={parts.isDisabled ?? false}
      onChange={parts.onChoose}
    >
      {parts.places.map((place) => (
        <RadioRow
          key={place.path}
          value={place.path}
          isDisabled={place.state !== 'file'}
          title={<span className="path">{place.path}</span>}
          detail={place.source}
          aside={placeStateWords(place, now)}
        />
      ))}
    </RadioList>
  );
}
