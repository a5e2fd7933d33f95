import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Document, Place } from '~/api/documents';
import { Button } from '~/parts/button';
import { ConfirmDialog } from '~/parts/dialog';
import { TextField } from '~/parts/field';
import { Card, Row } from '~/parts/layout';
import { LeaveGuard } from '~/parts/leave_guard';
import { ChangedNotice } from './changed_notice';
import { JsonEntry, rowsFor } from './json_entry';
import { Refused } from './refused';
import styles from './resource.module.css';
import { useEditing } from './use_editing';

function CodeEntry({
  value,
  onChange,
  isReadOnly,
}: {
  value: string;
  onChange: (text: string) => void;
  isReadOnly: boolean;
}) {
  const { t } = useTranslation('resource');
  const [rows] = useState(() => rowsFor(value));
  return (
    <TextField
      label={t('edit.code')}
      rows={rows}
      mono
      value={value}
      onChange={onChange}
      isReadOnly={isReadOnly}
      autoFocus
      autoComplete="off"
      spellCheck="false"
    />
  );
}

// The browser scrolls to the caret of what takes the focus.
function putCaret(form: HTMLElement | null, at: number) {
  const entry = [...(form?.querySelectorAll('textarea') ?? [])].at(-1);
  entry?.blur();
  entry?.setSelectionRange(at, at);
  entry?.focus();
}

function Buttons({
  isDirty,
  isPending,
  onSave,
  onCancel,
}: {
  isDirty: boolean;
  isPending: boolean;
  onSave: () => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation(['resource', 'common']);
  return (
    <Row>
      <Button look="primary" isDisabled={!isDirty} isPending={isPending} onPress={onSave}>
        {t('edit.save')}
      </Button>
      <Button isDisabled={isPending} onPress={onCancel}>
        {t('common:actions.cancel')}
      </Button>
    </Row>
  );
}

/** Asks before what was typed is lost, be it with the page or by Cancel. */
function Questions({
  isDirty,
  isAsked,
  onStay,
  onDiscard,
}: {
  isDirty: boolean;
  isAsked: boolean;
  onStay: () => void;
  onDiscard: () => void;
}) {
  const { t } = useTranslation('resource');
  const shared = { title: t('leave.title') };
  return (
    <>
      <LeaveGuard {...shared} isOn={isDirty} text={t('leave.text')} confirm={t('leave.confirm')} />
      <ConfirmDialog
        {...shared}
        isOpen={isAsked}
        confirm={t('leave.discard')}
        danger
        closesOutside
        onClose={onStay}
        onConfirm={onDiscard}
      >
        <p>{t('leave.text')}</p>
      </ConfirmDialog>
    </>
  );
}

/** The document as text to change. What is typed lives in it alone. */
export function Editor({
  place,
  start,
  onSaved,
  onClose,
}: {
  place: Place;
  start: Document;
  onSaved: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('resource');
  const form = useRef<HTMLDivElement>(null);
  const [isAsked, setAsked] = useState(false);
  const editing = useEditing(place, start, onSaved);
  const { draft, theirs, isDirty, isPending, refusal } = editing;
  const save = () => {
    const fault = editing.save();
    if (fault) putCaret(form.current, fault.at);
  };
  return (
    <Card title={t('edit.title')}>
      <div ref={form} className={styles.form}>
        {draft.code === undefined ? null : (
          <CodeEntry
            value={draft.code}
            onChange={(code) => editing.change({ code })}
            isReadOnly={isPending}
          />
        )}
        <JsonEntry
          place={place}
          value={draft.json}
          onChange={(json) => editing.change({ json })}
          isFirst={draft.code === undefined}
          isReadOnly={isPending}
        />
        {refusal ? <Refused error={refusal} title={t('edit.refused')} /> : null}
        {theirs ? (
          <ChangedNotice
            place={place}
            before={start}
            now={theirs}
            isPending={isPending}
            onOverwrite={save}
            onDiscard={onClose}
          />
        ) : (
          <Buttons
            isDirty={isDirty}
            isPending={isPending}
            onSave={save}
            onCancel={() => (isDirty ? setAsked(true) : onClose())}
          />
        )}
      </div>
      <Questions
        isDirty={isDirty}
        isAsked={isAsked}
        onStay={() => setAsked(false)}
        onDiscard={onClose}
      />
    </Card>
  );
}
