import { Search, X } from 'lucide-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  Checkbox as AriaCheckbox,
  type CheckboxProps,
  FieldError,
  Input,
  Label,
  SearchField as AriaSearchField,
  type SearchFieldProps,
  Switch as AriaSwitch,
  type SwitchProps,
  Text,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps,
} from 'react-aria-components';
import styles from './field.module.css';

/** What stands around the entry itself: its name above, its help and what is wrong with it below. */
type Around = { label: string; help?: ReactNode; error?: string | undefined };

/** A line of text, or with `rows` several. `mono` is for what a machine reads. */
export function TextField({
  label,
  help,
  error,
  rows,
  mono,
  placeholder,
  ...rest
}: Omit<TextFieldProps, 'className' | 'children'> &
  Around & { rows?: number; mono?: boolean; placeholder?: string }) {
  const look = `${styles.input} ${mono ? styles.mono : ''}`;
  return (
    <AriaTextField
      {...rest}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={styles.field!}
    >
      <Label className={styles.label!}>{label}</Label>
      {rows ? (
        <TextArea rows={rows} className={look} placeholder={placeholder} />
      ) : (
        <Input className={look} placeholder={placeholder} />
      )}
      <Help text={help} />
      <FieldError className={styles.error!}>{error}</FieldError>
    </AriaTextField>
  );
}

/** Small text below an entry, told by assistive technology with it. */
export function Help({ text }: { text?: ReactNode }) {
  if (!text) return null;
  return (
    <Text slot="description" className={styles.help!}>
      {text}
    </Text>
  );
}

/** A search as one types. `label` is only heard. */
export function SearchField({
  label,
  placeholder,
  ...rest
}: Omit<SearchFieldProps, 'className' | 'children'> & { label: string; placeholder?: string }) {
  const { t } = useTranslation();
  return (
    <AriaSearchField {...rest} aria-label={label} className={styles.search!}>
      <Search size={18} aria-hidden="true" />
      <Input className={styles.input!} placeholder={placeholder ?? label} />
      <Button className={styles.clear!} aria-label={t('actions.clear')}>
        <X size={16} aria-hidden="true" />
      </Button>
    </AriaSearchField>
  );
}

export function Checkbox({
  children,
  ...rest
}: Omit<CheckboxProps, 'className' | 'children'> & { children: ReactNode }) {
  return (
    <AriaCheckbox {...rest} className={styles.checkbox!}>
      <span className={styles.box} aria-hidden="true">
        <svg viewBox="0 0 16 16">
          <path d="M3 8.5l3.2 3.2L13 4.8" />
        </svg>
      </span>
      <span>{children}</span>
    </AriaCheckbox>
  );
}

export function Switch({
  children,
  ...rest
}: Omit<SwitchProps, 'className' | 'children'> & { children: ReactNode }) {
  return (
    <AriaSwitch {...rest} className={styles.switch!}>
      <span className={styles.track} aria-hidden="true" />
      <span>{children}</span>
    </AriaSwitch>
  );
}
