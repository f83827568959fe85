import type { ReactElement } from 'react';
import { useScan, useStores } from '../../store/use-stores.ts';
import { isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { placeWords } from './scan-words.ts';

/** Which places: nothing is looked through that the person hasn't seen here. */
export function ChoosePlaces(): ReactElement {
  const { scan } = useStores();
  const places = useScan((state) => state.places);
  const agreed = useScan((state) => state.agreed);
  const work = useScan((state) => state.work);
  return (
    <section className="section choose-places" aria-labelledby="choose-places">
      <h2 id="choose-places">Where to look</h2>
      {isRunning(work, 'places') && <Progress label="Looking which places there are" />}
      {places?.length === 0 && <p className="quiet">We know no usual place here. Choose a folder.</p>}
      {places && places.length > 0 && (
        <ul className="place-list">
          {places.map((place) => (
            <li key={place.path}>
              <Checkbox isSelected={agreed.has(place.path)} onChange={(on) => scan.agree(place.path, on)}>
                <b>{placeWords(place)}</b>
                <span className="check-detail path">{place.path}</span>
              </Checkbox>
            </li>
          ))}
        </ul>
      )}
      <div className="actions">
        <Button
          look="primary"
          size="large"
          isDisabled={agreed.size === 0}
          isPending={isRunning(work, 'start')}
          onPress={() => void scan.start()}
        >
          Look for keys
        </Button>
        <Button size="large" isPending={isRunning(work, 'choose')} onPress={() => void scan.choosePlace()}>
          Choose another folder…
        </Button>
      </div>
      <p className="quiet small">
        Archives, programs, pictures and other people’s files are left out, and counted. Nothing is changed by
        looking.
      </p>
    </section>
  );
}
