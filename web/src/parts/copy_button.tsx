import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button';

// Browsers give a clipboard to pages by https and on the same machine alone.
function copyBySelection(text: string) {
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('aria-hidden', 'true');
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

async function copy(text: string) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text);
  }
}

const SAID_FOR_MS = 2500;

/** Copies a text, and says so for a moment. `label` is in place of "Copy". */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const press = async () => {
    await copy(text);
    setDone(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setDone(false), SAID_FOR_MS);
  };
  const Icon = done ? Check : Copy;
  return (
    <>
      <Button small look="quiet" onPress={() => void press()}>
        <Icon size={15} aria-hidden="true" />
        {done ? t('actions.copied') : (label ?? t('actions.copy'))}
      </Button>
      <span role="status" className="visually-hidden">
        {done ? t('actions.copied') : ''}
      </span>
    </>
  );
}
