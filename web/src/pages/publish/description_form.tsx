import { useTranslation } from 'react-i18next';
import type { Kind } from '~/api/types';
import { TextField } from '~/parts/field';
import { Stack } from '~/parts/layout';
import { type Description, type DescriptionField, FIELDS } from './description';

const TYPES: Partial<Record<DescriptionField, 'url' | 'email'>> = {
  picture: 'url',
  website: 'url',
  email: 'email',
};
const HELPED: readonly DescriptionField[] = ['applications', 'picture', 'language'];

/** What is said of a template. */
export function DescriptionForm({
  kind,
  value,
  errors,
  onChange,
}: {
  kind: Kind;
  value: Description;
  errors: Partial<Record<DescriptionField, string>>;
  onChange: (field: DescriptionField, text: string) => void;
}) {
  const { t } = useTranslation('publish');
  return (
    <Stack gap={4}>
      {FIELDS[kind].map((field) => (
        <TextField
          key={field}
          label={t(`description.${field}`)}
          help={HELPED.includes(field) ? t(`description.${field}Help`) : undefined}
          type={TYPES[field] ?? 'text'}
          isRequired={field === 'name' || field === 'language'}
          {...(field === 'description' ? { rows: 3 } : {})}
          value={value[field]}
          error={errors[field]}
          onChange={(text) => onChange(field, text)}
        />
      ))}
    </Stack>
  );
}
