import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Kind } from '~/api/types';
import {
  type Description,
  type DescriptionField,
  faultsOf,
  refusalOf,
  type Typed,
  typedOver,
} from './description';

/** What is typed; held by whoever is to keep it while the form is gone. */
export const useTyping = () => useState<Typed>({});

/**
 * A description while it is typed: what `found` says until it is typed over. Faults are told once
 * somebody wants to go on, and those of a refusal until their field is changed.
 */
export function useDescription(
  kind: Kind,
  found: Description,
  [typed, setTyped]: ReturnType<typeof useTyping>,
) {
  const { t } = useTranslation('publish');
  const [isTold, setTold] = useState(false);
  const [refused, setRefused] = useState<Partial<Record<DescriptionField, string>>>({});
  const value = { ...found, ...typed };
  const faults = faultsOf(value, kind);
  const own = Object.entries(isTold ? faults : {}).map(([field, fault]) => [
    field,
    t(`description.faults.${fault}`),
  ]);
  return {
    value,
    errors: { ...refused, ...(Object.fromEntries(own) as typeof refused) },
    change: (field: DescriptionField, text: string) => {
      setTyped((before) => typedOver(found, before, field, text));
      setRefused(({ [field]: _, ...others }) => others);
    },
    /** Whether it may be sent; if not, the faults are told from now on. */
    isGood: () => {
      setTold(true);
      return Object.keys(faults).length === 0;
    },
    /** Shows what a refusal says of fields; whether it said anything of them. */
    refuse: (error: unknown) => {
      const { fields } = refusalOf(error);
      setRefused(fields);
      return Object.keys(fields).length > 0;
    },
  };
}
