import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  ComboBox as AriaComboBox,
  type ComboBoxProps,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Radio,
  RadioGroup as AriaRadioGroup,
  type RadioGroupProps,
  Select as AriaSelect,
  SelectValue,
} from 'react-aria-components';
import { Help } from './field';
import fields from './field.module.css';
import styles from './choice.module.css';

/** One thing to choose. `note` is said after its label in smaller text. */
export type Option<Id extends string = string> = { id: Id; label: string; note?: ReactNode };

function Options() {
  return (
    <Popover className={styles.popover!}>
      <ListBox className={styles.list!}>{(option: Option) => <Item option={option} />}</ListBox>
    </Popover>
  );
}

function Item({ option }: { option: Option }) {
  return (
    <ListBoxItem id={option.id} textValue={option.label} className={styles.item!}>
      <span>
        <span className={styles.itemLabel}>{option.label}</span>
        {option.note ? <span className={styles.note}>{option.note}</span> : null}
      </span>
      <Check size={16} className={styles.check} aria-hidden="true" />
    </ListBoxItem>
  );
}

/** One of a few options. `hideLabel` keeps the label for those who hear it. */
export function Select<Id extends string>({
  label,
  hideLabel,
  help,
  error,
  options,
  value,
  onChange,
  isDisabled,
}: {
  label: string;
  hideLabel?: boolean;
  help?: ReactNode;
  error?: string | undefined;
  options: readonly Option<Id>[];
  value: Id | null;
  onChange: (value: Id) => void;
  isDisabled?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <AriaSelect
      className={fields.field!}
      value={value}
      onChange={(key) => key !== null && onChange(key as Id)}
      isInvalid={Boolean(error)}
      isDisabled={isDisabled ?? false}
      placeholder={t('actions.choose')}
    >
      <Label className={hideLabel ? 'visually-hidden' : fields.label!}>{label}</Label>
      <Button className={`${fields.input} ${styles.opener}`}>
        <SelectValue className={styles.value!}>
          {({ selectedText, defaultChildren }) => selectedText ?? defaultChildren}
        </SelectValue>
        <ChevronDown size={18} aria-hidden="true" />
      </Button>
      <Help text={help} />
      <FieldError className={fields.error!}>{error}</FieldError>
      <Popover className={styles.popover!}>
        <ListBox className={styles.list!} items={options as readonly Option[]}>
          {(option) => <Item option={option} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

/** Text with suggestions. With `allowsCustomValue`, any text. */
export function ComboBox({
  label,
  hideLabel,
  help,
  error,
  placeholder,
  options,
  ...rest
}: Omit<ComboBoxProps<Option>, 'className' | 'children' | 'items' | 'defaultItems'> & {
  label: string;
  hideLabel?: boolean;
  help?: ReactNode;
  error?: string | undefined;
  placeholder?: string;
  options: readonly Option[];
}) {
  return (
    <AriaComboBox
      {...rest}
      defaultItems={options}
      isInvalid={Boolean(error)}
      menuTrigger="focus"
      className={fields.field!}
    >
      <Label className={hideLabel ? 'visually-hidden' : fields.label!}>{label}</Label>
      <div className={styles.combo}>
        <Input className={fields.input!} placeholder={placeholder} />
        <Button className={styles.comboButton!}>
          <ChevronDown size={18} aria-hidden="true" />
        </Button>
      </div>
      <Help text={help} />
      <FieldError className={fields.error!}>{error}</FieldError>
      <Options />
    </AriaComboBox>
  );
}

/** One of a few options, all of them in sight. */
export function RadioGroup<Id extends string>({
  label,
  hideLabel,
  help,
  options,
  value,
  onChange,
  ...rest
}: Omit<RadioGroupProps, 'className' | 'children' | 'value' | 'onChange'> & {
  label: string;
  hideLabel?: boolean;
  help?: ReactNode;
  options: readonly Option<Id>[];
  value: Id | null;
  onChange: (value: Id) => void;
}) {
  return (
    <AriaRadioGroup
      {...rest}
      value={value}
      onChange={(next) => onChange(next as Id)}
      className={fields.field!}
    >
      <Label className={hideLabel ? 'visually-hidden' : fields.label!}>{label}</Label>
      <div className={styles.radios}>
        {options.map((option) => (
          <Radio key={option.id} value={option.id} className={styles.radio!}>
            <span className={styles.dot} aria-hidden="true" />
            <span>
              <span className={styles.itemLabel}>{option.label}</span>
              {option.note ? <span className={styles.note}>{option.note}</span> : null}
            </span>
          </Radio>
        ))}
      </div>
      <Help text={help} />
    </AriaRadioGroup>
  );
}
