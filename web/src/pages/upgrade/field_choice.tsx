import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RadioGroup } from 'react-aria-components';
import { textOfJson } from '~/api/exact_json';
import type { Json, UpgradeConflict } from '~/api/types';
import { Button } from '~/parts/button';
import { JsonValue } from '~/parts/json_view';
import { ValueDiff } from '~/parts/value_diff';
import { useVersionName } from '../installations/installations_table';
import styles from './conflict.module.css';
import { type Decision, draftOf, isOwn, type Side } from './decisions';
import { OwnValueEditor } from './own_value_editor';
import { SideRadio } from './side_radio';

export type ChoiceProps = {
  conflict: UpgradeConflict;
  decision: Decision | undefined;
  label: string;
  /** The versions' numbers. */
  from: number | null;
  to: number | null;
  onChoose: (decision: Decision | undefined) => void;
};

const OWN = 'own';
const SIDES: Side[] = ['base', 'mine', 'theirs'];
const LONG = 300;

const isLong = (value: Json | undefined) => value !== undefined && textOfJson(value).length > LONG;

function ValueBox({ value, label }: { value: Json | undefined; label: string }) {
  // Only what scrolls needs to be reachable.
  const reach = isLong(value) ? { tabIndex: 0, role: 'group', 'aria-label': label } : {};
  return (
    <div className={styles.value} {...reach}>
      <JsonValue value={value} />
    </div>
  );
}

function Column({
  side,
  version,
  conflict,
}: {
  side: Side;
  version: string;
  conflict: UpgradeConflict;
}) {
  const { t } = useTranslation(['upgrade', 'common']);
  const name = t(`side.${side}`);
  return (
    <div className={styles.column}>
      <SideRadio id={side} name={name} note={version} />
      {conflict.valuesLeftOut ? (
        <p className={styles.quiet}>{t('common:value.leftOut')}</p>
      ) : (
        <ValueBox value={conflict[side]} label={name} />
      )}
    </div>
  );
}

/** What each side made of the value that both had. */
function Changes({ conflict, from, to }: { conflict: UpgradeConflict; from: string; to: string }) {
  const { t } = useTranslation('upgrade');
  const { base, mine, theirs } = conflict;
  const before = t('side.base');
  return (
    <div className={styles.changes}>
      <ValueDiff
        before={base}
        after={mine}
        beforeLabel={`${before} (${from})`}
        afterLabel={t('side.mine')}
      />
      <ValueDiff
        before={base}
        after={theirs}
        beforeLabel={`${before} (${from})`}
        afterLabel={`${t('side.theirs')} (${to})`}
      />
    </div>
  );
}

/** How a place ends that both sides changed: with one of three values, or with another one. */
export function FieldChoice({ conflict, decision, label, from, to, onChoose }: ChoiceProps) {
  const { t } = useTranslation('upgrade');
  const [compares, setCompares] = useState(false);
  const nameOf = useVersionName();
  const versions = {
    base: nameOf({ number: from }),
    mine: t('side.here'),
    theirs: nameOf({ number: to }),
  };
  const own = isOwn(decision) ? decision : undefined;
  const mayCompare = !conflict.valuesLeftOut && SIDES.some((side) => isLong(conflict[side]));
  return (
    <>
      <RadioGroup
        aria-label={label}
        value={own ? OWN : ((decision as Side | undefined) ?? null)}
        onChange={(id) => onChoose(id === OWN ? draftOf(conflict) : (id as Side))}
        className={styles.choice!}
      >
        <div className={styles.columns}>
          {SIDES.map((side) => (
            <Column key={side} side={side} version={versions[side]} conflict={conflict} />
          ))}
        </div>
        <SideRadio id={OWN} name={t('side.own')} />
      </RadioGroup>
      {own ? <OwnValueEditor own={own} onChange={onChoose} /> : null}
      {mayCompare ? (
        <div>
          <Button
            small
            look="quiet"
            onPress={() => setCompares(!compares)}
            aria-expanded={compares}
          >
            {t(compares ? 'conflict.hideChanges' : 'conflict.showChanges')}
          </Button>
        </div>
      ) : null}
      {compares ? <Changes conflict={conflict} from={versions.base} to={versions.theirs} /> : null}
    </>
  );
}
