import { X } from 'lucide-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button, IconButton } from './button';
import styles from './dialog.module.css';

/** A window over the page that keeps the focus until it is closed. */
export function Dialog({
  title,
  isOpen,
  onClose,
  wide,
  children,
  actions,
}: {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
  actions?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className={styles.overlay!}
    >
      <Modal className={`${styles.modal} ${wide ? styles.wide : ''}`}>
        <AriaDialog className={styles.dialog!}>
          <div className={styles.head}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton label={t('actions.close')} onPress={onClose}>
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
  isPending,
  isDisabled,
  onConfirm,
  ...rest
}: Omit<Parameters<typeof Dialog>[0], 'actions'> & {
  confirm: string;
  danger?: boolean;
  isPending?: boolean;
  isDisabled?: boolean;
  onConfirm: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog
      {...rest}
      actions={
        <>
          <Button onPress={rest.onClose}>{t('actions.cancel')}</Button>
          <Button
            look={danger ? 'danger' : 'primary'}
            isPending={isPending ?? false}
            isDisabled={isDisabled ?? false}
            onPress={onConfirm}
          >
            {confirm}
          </Button>
        </>
      }
    />
  );
}
