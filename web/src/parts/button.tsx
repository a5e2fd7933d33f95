import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  ProgressBar,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Link, type LinkProps } from 'react-router';
import styles from './button.module.css';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

const classes = (look: Look, small?: boolean) =>
  [styles.button, styles[look], small ? styles.small : ''].join(' ');

export type ButtonProps = Omit<AriaButtonProps, 'className' | 'children'> & {
  look?: Look;
  small?: boolean;
  children: ReactNode;
};

/** While `isPending`, it does nothing and says so to assistive technology, but keeps the focus. */
export function Button({ look = 'plain', small, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={classes(look, small)}>
      {children}
      {rest.isPending ? <Waiting /> : null}
    </AriaButton>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return <ProgressBar aria-label={t('loading')} isIndeterminate className={styles.spinner!} />;
}

/** A link to a place of the page that looks like a button. */
export function LinkButton({
  look = 'plain',
  small,
  ...rest
}: Omit<LinkProps, 'className'> & { look?: Look; small?: boolean }) {
  return <Link {...rest} className={classes(look, small)} />;
}

/** A button that shows an icon alone; `label` is its name. */
export function IconButton({
  label,
  children,
  ...rest
}: Omit<AriaButtonProps, 'className' | 'children' | 'aria-label'> & {
  label: string;
  children: ReactNode;
}) {
  return (
    <AriaButton {...rest} aria-label={label} className={`${styles.button} ${styles.icon}`}>
      {children}
    </AriaButton>
  );
}
