import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '~/api/types';
import { ComboBox } from '~/parts/choice';
import { Switch, TextField } from '~/parts/field';
import fold from '~/parts/fold.module.css';
import { Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Skeleton } from '~/parts/waiting';
import type { Entries } from './entries';
import styles from './install.module.css';
import { elementOf, isFoldedAway, problemsAt } from './plan_steps';
import { integrationsQuery } from './queries';
import { SelectResources } from './select_resources';

type Props = {
  template: string;
  plan: Plan;
  entries: Entries;
  onChange: (part: Partial<Entries>) => void;
};

const OWN = 'own';

function Into({ plan, entries, onChange }: Props) {
  const { t } = useTranslation('install');
  const integrations = useQuery(integrationsQuery());
  if (integrations.error) return <ErrorNotice error={integrations.error} />;
  if (!integrations.data) return <Skeleton lines={1} />;
  const options = [
    { id: OWN, label: t('more.intoOwn') },
    ...integrations.data.map(({ id, name }) => ({ id, label: name || id })),
  ];
  return (
    <ComboBox
      label={t('fields.into')}
      help={t('more.intoHelp')}
      options={options}
      selectedKey={entries.into || OWN}
      onSelectionChange={(key) => {
        if (key !== null) onChange({ into: key === OWN ? '' : String(key) });
      }}
      error={problemsAt(plan.problems, 'into')[0]?.message}
    />
  );
}

function Field({ name, children }: { name: string; children: ReactNode }) {
  return <div id={elementOf.field(name)}>{children}</div>;
}

function IntegratorChoices(props: Props) {
  const { t } = useTranslation('install');
  const { plan, entries, onChange } = props;
  const fault = (field: string) => problemsAt(plan.problems, field)[0]?.message;
  return (
    <>
      <Field name="name">
        <TextField
          label={t('fields.name')}
          help={t('more.nameHelp', { name: plan.template?.name })}
          value={entries.name}
          onChange={(name) => onChange({ name })}
          error={fault('name')}
          autoComplete="off"
        />
      </Field>
      <Field name="into">
        <Into {...props} />
      </Field>
      {plan.stackRequired || entries.stack ? (
        <Field name="stack">
          <TextField
            label={t('fields.stack')}
            help={t('more.stackHelp')}
            value={entries.stack}
            onChange={(stack) => onChange({ stack })}
            error={fault('stack')}
            mono
            autoComplete="off"
          />
        </Field>
      ) : null}
      <Field name="sandbox">
        <Switch isSelected={entries.sandbox} onChange={(sandbox) => onChange({ sandbox })}>
          {t('fields.sandbox')}
        </Switch>
      </Field>
    </>
  );
}

/** What most people leave as it is: another name, an integration to put it into, parts of it. */
export function MoreChoices({ reveal, ...props }: Props & { reveal: string | undefined }) {
  const { t } = useTranslation('install');
  const { plan, entries } = props;
  const used = entries.select !== null || entries.into !== '' || entries.stack !== '';
  const [isOpen, setOpen] = useState(used || plan.stackRequired);
  const [revealed, setRevealed] = useState<string>();
  if (reveal !== revealed) {
    setRevealed(reveal);
    if (reveal !== undefined && isFoldedAway(reveal)) setOpen(true);
  }
  return (
    <details
      className={styles.more}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className={`${fold.summary} ${styles.moreSummary}`}>{t('more.title')}</summary>
      {isOpen ? (
        <div className={styles.moreBody}>
          <Stack gap={4}>
            {plan.kind === 'integrator' ? <IntegratorChoices {...props} /> : null}
            <Field name="select">
              <SelectResources {...props} />
            </Field>
          </Stack>
        </div>
      ) : null}
    </details>
  );
}
