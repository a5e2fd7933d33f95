import { useTranslation } from 'react-i18next';
import { Select } from '~/parts/choice';
import { TextField } from '~/parts/field';
import styles from './conflict.module.css';
import { inForm, isComplete, type OwnValue } from './decisions';

const FORMS: OwnValue['form'][] = ['text', 'json'];

const linesOf = (text: string) => Math.min(20, Math.max(3, text.split('\n').length + 1));

/** A value that stands on neither side: a text as it is, or any JSON. */
export function OwnValueEditor({
  own,
  onChange,
}: {
  own: OwnValue;
  onChange: (own: OwnValue) => void;
}) {
  const { t } = useTranslation('upgrade');
  return (
    <div className={styles.own}>
      <TextField
        label={t('own.label')}
        rows={linesOf(own.draft)}
        mono
        value={own.draft}
        error={isComplete(own) ? undefined : t('own.noJson')}
        onChange={(draft) => onChange({ ...own, draft })}
      />
      <Select
        label={t('own.form')}
        options={FORMS.map((id) => ({ id, label: t(`own.forms.${id}`) }))}
        value={own.form}
        onChange={(form) => onChange(inForm(own, form))}
      />
    </div>
  );
}
