import type { Companion } from '../core/companion.ts';
import type { TheContract } from '../shared/contract/derive.ts';
import type { eventPublisher } from './ipc/serve-contract.ts';
import type { AppNotices } from './shell/app-notices.ts';

type Publish = ReturnType<typeof eventPublisher<TheContract>>;

/** Tells the page every change of what it shows. */
export function publishViews(companion: Companion, appNotices: AppNotices, publish: Publish): void {
  companion.account.onChange((view) => publish('account', view));
  companion.keys.onChange((view) => publish('keys', view));
  companion.revocations.onChange((view) => publish('revocations', view));
  companion.onConnectChange((view) => publish('connect', view));
  companion.watch.onChange((view) => publish('watch', view));
  const publishRotations = (): void =>
    publish('rotations', { ...companion.rotations.view(), handovers: [...companion.handovers.view()] });
  companion.rotations.onChange(publishRotations);
  companion.handovers.onChange(publishRotations);
  companion.reminders.onChange((view) => publish('reminders', view));
  companion.scan.onChange((view) => publish('scan', view));
  companion.audit.onExport((view) => publish('auditExport', view));
  companion.incidents.onChange((view) => publish('incidents', view));
  appNotices.onChange((view) => publish('appNotices', view));
}
