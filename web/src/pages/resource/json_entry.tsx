import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '~/api/documents';
import { TextField } from '~/parts/field';
import { useSettled } from '~/parts/use_settled';
import { fixedFields, holdsCredentials } from './document';
import { type Fault, objectIn } from './json_fault';

const SETTLE_MS = 250;

/** So many lines does an entry have that a text is to be changed in. */
export const rowsFor = (text: string) => Math.min(32, Math.max(6, text.split('\n').length + 2));

function useFaultText() {
  const { t } = useTranslation('resource');
  return ({ line, column, reason }: Fault) =>
    t('fault.at', { line, column, what: t(`fault.${reason}`) });
}

/** A document's JSON as text to change, and what is wrong with it while one types. */
export function JsonEntry({
  place,
  value,
  onChange,
  isFirst,
  isReadOnly,
}: {
  place: Place;
  value: string;
  onChange: (text: string) => void;
  isFirst: boolean;
  isReadOnly: boolean;
}) {
  const { t } = useTranslation('resource');
  const faultText = useFaultText();
  const [rows] = useState(() => rowsFor(value));
  const settled = useSettled(value, SETTLE_MS);
  const found = useMemo(() => objectIn(settled), [settled]);
  const fixed = 'document' in found ? fixedFields(place, found.document) : [];
  const help = [
    t(`edit.help.${place.kind}`),
    place.kind === 'integrator' && holdsCredentials(place) ? t('edit.mask') : '',
    fixed.length > 0 ? t('edit.fixed', { names: fixed.join(', ') }) : '',
  ];
  return (
    <TextField
      label={t('edit.json')}
      rows={rows}
      mono
      value={value}
      onChange={onChange}
      isReadOnly={isReadOnly}
      autoFocus={isFirst}
      autoComplete="off"
      spellCheck="false"
      help={help.filter(Boolean).join(' ')}
      error={'fault' in found ? faultText(found.fault) : undefined}
    />
  );
}
