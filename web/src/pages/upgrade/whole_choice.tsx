import { useTranslation } from 'react-i18next';
import { RadioGroup } from 'react-aria-components';
import { NamedResources } from '../installation/named_resources';
import { useVersionInText } from '../installations/installations_table';
import styles from './conflict.module.css';
import { isOwn, type Side } from './decisions';
import type { ChoiceProps } from './field_choice';
import { SideRadio } from './side_radio';

/** How it ends where a resource as a whole is there on one side alone. */
export function WholeChoice({ conflict, decision, label, to, onChoose }: ChoiceProps) {
  const { t } = useTranslation('upgrade');
  const inText = useVersionInText();
  const { kind, users } = conflict;
  if (kind === 'field') return null;
  const version = { to: inText({ number: to }) };
  return (
    <>
      <p>{t(`conflict.said.${kind}`, version)}</p>
      {users.length > 0 ? (
        <>
          <p>{t('conflict.users', { count: users.length })}</p>
          <NamedResources label={t('conflict.usersLabel')} resources={users} />
        </>
      ) : null}
      <RadioGroup
        aria-label={label}
        value={isOwn(decision) ? null : (decision ?? null)}
        onChange={(id) => onChoose(id as Side)}
        className={styles.choice!}
      >
        <SideRadio id="mine" name={t(`whole.${kind}.mine`)} />
        <SideRadio
          id="theirs"
          name={t(`whole.${kind}.theirs`, version)}
          note={kind === 'stillUsed' ? t('whole.stillUsed.note') : undefined}
        />
      </RadioGroup>
    </>
  );
}
