import { type ReactElement, type ReactNode, useId } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

/**
 * A dialog over the window. It opens with the focus on the part that has `autoFocus`, which must be the safe
 * choice. `onClose` is called for Escape; leave it out while nothing may interrupt.
 */
export function Dialog(parts: {
  title: string;
  /** The sentence read out with the title. */
  description?: ReactNode;
  alert?: boolean;
  proof?: boolean;
  /** For a comparison, which needs long lines. */
  wide?: boolean;
  onClose: (() => void) | undefined;
  children?: ReactNode;
  actions?: ReactNode;
}): ReactElement {
  const description = useId();
  return (
    <ModalOverlay
      className="scrim"
      isOpen
      isKeyboardDismissDisabled={!parts.onClose}
      onOpenChange={(open) => {
        if (!open) parts.onClose?.();
      }}
    >
      <Modal className="dialog-frame">
        <AriaDialog
          role={parts.alert ? 'alertdialog' : 'dialog'}
          className={['dialog', parts.proof && 'dialog-proof', parts.wide && 'dialog-wide']
            .filter(Boolean)
            .join(' ')}
          {...(parts.description ? { 'aria-describedby': description } : {})}
        >
          <Heading slot="title" level={2} className="dialog-title">
            {parts.title}
          </Heading>
          {parts.description && <p id={description}>{parts.description}</p>}
          {parts.children}
          {parts.actions && <div className="dialog-actions">{parts.actions}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
