import type { Model } from '~/api/types';
import { Checkbox } from '~/parts/field';
import { Notice } from '~/parts/notice';
import styles from './consent.module.css';
import { NamedResources } from './named_resources';

/** Names what would be lost and asks whether it may be; nothing where nothing would. */
export function Consent({
  title,
  label,
  resources,
  agreement,
  isGiven,
  onChange,
}: {
  title: string;
  /** What the list is called; only heard. */
  label: string;
  resources: { model: Model; id: string; name: string }[];
  agreement: string;
  isGiven: boolean;
  onChange: (isGiven: boolean) => void;
}) {
  if (resources.length === 0) return null;
  return (
    <Notice tone="warn" title={title}>
      <div className={styles.consent}>
        <NamedResources label={label} resources={resources} />
        <Checkbox isSelected={isGiven} onChange={onChange}>
          {agreement}
        </Checkbox>
      </div>
    </Notice>
  );
}
