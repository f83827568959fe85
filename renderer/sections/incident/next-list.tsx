import type { ReactElement } from 'react';
import type { IncidentTodoId, IncidentView } from '../../../shared/incident.ts';
import { useIncident, useStores } from '../../store/use-stores.ts';
import { isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Icon } from '../../ui/icon.tsx';
import { todosOf, todoWords } from './incident-todos-words.ts';
import { ReplaceList } from './replace-list.tsx';

/** What comes after revoking, to be ticked off in any order. */
export function NextList({ incident: view }: { incident: IncidentView }): ReactElement {
  const { incident } = useStores();
  return (
    <section className="section" aria-labelledby="next">
      <h2 id="next">Next</h2>
      <ul className="next-list">
        {todosOf(view.kind).map((todo) => (
          <li key={todo}>
            <div className="next-row">
              <Checkbox
                isSelected={view.done.includes(todo)}
                onChange={(done) => void incident.tick(view.id, todo, done)}
              >
                {todoWords(todo, view)}
              </Checkbox>
              <TodoButton todo={todo} incident={view} />
            </div>
            {todo === 'password' && !view.done.includes('password') && (
              <p className="next-why">
                Whoever has {view.device ?? 'the device'} may be signed in to the website in its browser. Do
                this first.
              </p>
            )}
            {todo === 'replace' && (view.kind === 'leak' || !view.done.includes('replace')) && (
              <ReplaceList incident={view} />
            )}
            {todo === 'report' && <SaveReport incidentId={view.id} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** As a page for people, and as JSON for whoever goes on with it by program. */
function SaveReport({ incidentId }: { incidentId: string }): ReactElement {
  const { incident } = useStores();
  return (
    <p className="save-report">
      Save it as{' '}
      <Button look="link" onPress={() => void incident.saveReport(incidentId, 'html')}>
        a page
      </Button>{' '}
      or{' '}
      <Button look="link" onPress={() => void incident.saveReport(incidentId, 'json')}>
        JSON
      </Button>
      . It holds no keys.
    </p>
  );
}

function TodoButton(parts: { todo: IncidentTodoId; incident: IncidentView }): ReactElement | null {
  const { incident } = useStores();
  const work = useIncident((state) => state.work);
  const { id } = parts.incident;
  switch (parts.todo) {
    case 'look':
      return (
        <Button
          onPress={() => {
            const heading = document.getElementById('impact');
            heading?.scrollIntoView({ block: 'start' });
            heading?.focus({ preventScroll: true });
          }}
        >
          Look
        </Button>
      );
    case 'mail':
      return (
        <Button isPending={isRunning(work, 'mail')} onPress={() => void incident.writeMail(id)}>
          <Icon name="mail" />
          Open mail
        </Button>
      );
    case 'report':
      return (
        <Button isPending={isRunning(work, 'print')} onPress={() => void incident.printReport(id)}>
          Print
        </Button>
      );
    case 'password':
    case 'replace':
    case 'lock-device':
      return null;
  }
}
