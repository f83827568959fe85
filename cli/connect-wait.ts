import type { Connect } from '../core/connect/connect.ts';
import type { ConnectView } from '../shared/connect-view.ts';
import { type Failure, failure } from '../shared/failure.ts';

/** Resolves when it is connected, taken back, or stopped by a failure that waiting doesn't fix. */
export const untilSettled = (service: Connect): Promise<ConnectView> =>
  until(
    service,
    (view) =>
      view.state !== 'connecting' ||
      (view.phase === 'paused' && !view.steps.some(({ status }) => status === 'needs-you')),
  );

/** Resolves when no step is at work, whether or not the last one waits for the person. */
export const untilResting = (service: Connect): Promise<ConnectView> =>
  until(service, (view) => view.state !== 'connecting' || view.phase === 'paused');

function until(service: Connect, reached: (view: ConnectView) => boolean): Promise<ConnectView> {
  return new Promise((resolve) => {
    if (reached(service.view())) return resolve(service.view());
    const end = service.onChange((view) => {
      if (!reached(view)) return;
      end();
      resolve(view);
    });
  });
}

type End =
  | { readonly ok: true; readonly value: ConnectView }
  /** `waits`: for the person, and nothing has failed. */
  | { readonly ok: false; readonly error: Failure; readonly waits: boolean };

/** Whether it is connected, and if not, why. */
export function connectedOr(view: ConnectView): End {
  if (view.state === 'connected') return { ok: true, value: view };
  if (view.state === 'unknown') return { ok: false, error: view.failure, waits: false };
  if (view.state === 'not-connected')
    return {
      ok: false,
      error: failure('nothing-to-do', { detail: 'It was taken back meanwhile' }),
      waits: false,
    };
  const step = view.steps.find((one) => one.failure);
  return {
    ok: false,
    error: step?.failure ?? failure('internal', { detail: 'stopped without a reason' }),
    waits: step?.status === 'needs-you',
  };
}
