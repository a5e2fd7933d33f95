import {
  type LucideIcon,
  Shield,
  ShieldAlert,
  ShieldCheck,
  ShieldQuestionMark,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Signature } from '~/api/types';
import { type SignatureState, signatureState } from './signature_state';
import styles from './signature.module.css';

const ICONS: Record<SignatureState, LucideIcon> = {
  trusted: ShieldCheck,
  known: ShieldAlert,
  unknown: ShieldQuestionMark,
  none: Shield,
};

/** Who signed a version and whether that is worth something, in a picture and in words. */
export function SignatureMark({ signature }: { signature: Signature }) {
  const { t } = useTranslation();
  const state = signatureState(signature);
  const Icon = ICONS[state];
  return (
    <span className={`${styles.mark} ${styles[state]}`}>
      <Icon size={16} aria-hidden="true" />
      <span>{t(`signature.${state}`, { publisher: signature?.publisher ?? '' })}</span>
    </span>
  );
}
