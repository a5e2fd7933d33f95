import { X } from 'lucide-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button, IconButton } from './button';
import styles from './dialog.module.css';

/**
 * A window over the page that keeps the focus until it is closed. A click beside it closes it only
 * with `closesOutside`, as that would throw away what was entered. While it is `isBusy`, nothing
 * closes it: what is under way goes on, and what becomes of it is told here.
 */
export function Dialog({
  title,
  isOpen,
  onClose,
  wide,
  closesOutside = false,
  isBusy = false,
  children,
  actions,
}: {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  wide?: boolean;
  closesOutside?: boolean;
  isBusy?: boolean;
  children: ReactNode;
  actions?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && !isBusy && onClose()}
      isDismissable={closesOutside && !isBusy}
      isKeyboardDismissDisabled={isBusy}
      className={styles.overlay!}
    >
      <Modal className={`${styles.modal} ${wide ? styles.wide : ''}`}>
        <AriaDialog className={styles.dialog!}>
          <div className={styles.head}>
            <Heading slot="title" level={2}>
              <bdi>{title}</bdi>
            </Heading>
            <IconButton label={t('actions.close')} isDisabled={isBusy} onPress={onClose}>
              <X size={18} aria-hidden="true" />
            </IconButton>
          </div>
          <div className={styles.body}>{children}</div>
          {actions ? <div className={styles.actions}>{actions}</div> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Asks before something is done that a person might regret. */
export function ConfirmDialog({
  confirm,
  danger,
  isPending = false,
  isDisabled = false,
  onConfirm,
  ...rest
}: Omit<Parameters<typeof Dialog>[0], 'actions' | 'isBusy'> & {
  confirm: string;
  danger?: boolean;
  /** What was confirmed is under way. */
  isPending?: boolean;
  isDisabled?: boolean;
  onConfirm: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog
      {...rest}
      isBusy={isPending}
      actions={
        <>
          <Button isDisabled={isPending} onPress={rest.onClose}>
            {t('actions.cancel')}
          </Button>
          <Button
            look={danger ? 'danger' : 'primary'}
            isPending={isPending}
            isDisabled={isDisabled}
            onPress={onConfirm}
          >
            {confirm}
          </Button>
        </>
      }
    />
  );
}
