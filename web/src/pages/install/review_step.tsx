import { type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '~/api/types';
import { Badge } from '~/parts/badge';
import { Button } from '~/parts/button';
import { countsOf } from '~/parts/counts';
import { Stack } from '~/parts/layout';
import { Notice } from '~/parts/notice';
import { useCountsText } from '~/parts/use_counts_text';
import { Skeleton } from '~/parts/waiting';
import type { Entries } from './entries';
import styles from './install.module.css';
import { LazyGraph } from './lazy_graph';
import type { Place } from './plan_steps';
import { ProblemsNotice } from './problems_notice';
import { ResourceGroups } from './resource_groups';
import { ChosenList, ConnectionsList, Notes, VariablesList } from './review_lists';

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function SignatureBadge({ signature }: { signature: Plan['signature'] }) {
  const { t } = useTranslation();
  if (!signature) return <Badge>{t('signature.none')}</Badge>;
  const { publisher, trusted } = signature;
  if (!publisher) return <Badge tone="warn">{t('signature.unknown')}</Badge>;
  return (
    <Badge tone={trusted ? 'good' : 'warn'}>
      {t(trusted ? 'signature.trusted' : 'signature.known', { publisher })}
    </Badge>
  );
}

/** Of what this is the plan, and where it goes. */
function Origin({ plan }: { plan: Plan }) {
  const { t } = useTranslation('install');
  const { version, into } = plan;
  return (
    <>
      <p className={styles.origin}>
        <strong>{plan.template?.name}</strong>
        {version ? <Badge>{t('review.version', { number: version.number })}</Badge> : null}
        <SignatureBadge signature={plan.signature} />
      </p>
      {into ? <p>{t('review.into', { name: into.name || into.id })}</p> : null}
      {version?.deprecated ? (
        <Notice tone="warn" title={t('review.deprecated')}>
          {version.deprecated.reason ? <p>{version.deprecated.reason}</p> : null}
        </Notice>
      ) : null}
    </>
  );
}

function Graph({ template, plan }: { template: string; plan: Plan }) {
  const { t } = useTranslation('install');
  const [isShown, setShown] = useState(false);
  if (!plan.version) return null;
  if (!isShown) {
    return (
      <div>
        <Button small onPress={() => setShown(true)}>
          {t('review.showGraph')}
        </Button>
      </div>
    );
  }
  return (
    <Suspense fallback={<Skeleton lines={6} />}>
      <LazyGraph templateId={template} number={String(plan.version.number)} />
    </Suspense>
  );
}

/** Everything that the install would do, all that stands in its way, and the install itself. */
export function ReviewStep({
  template,
  plan,
  entries,
  missing,
  onGoTo,
  children,
}: {
  template: string;
  plan: Plan;
  entries: Entries;
  missing: 'select' | undefined;
  onGoTo: (place: Place) => void;
  /** What installs it. */
  children: ReactNode;
}) {
  const { t } = useTranslation('install');
  const countsText = useCountsText();
  const flows = plan.resources.some(({ model }) => model === 'Flow');
  return (
    <Stack gap={5}>
      <Origin plan={plan} />
      <ChosenList entries={entries} plan={plan} />
      <ProblemsNotice plan={plan} missing={missing} onGoTo={onGoTo} />
      <Part title={t('review.resources', { what: countsText(countsOf(plan.resources, 0)) })}>
        <ResourceGroups resources={plan.resources} />
        {flows ? <p className={styles.quiet}>{t('review.flowsDisabled')}</p> : null}
        <Graph template={template} plan={plan} />
      </Part>
      <Part title={t('review.connections')}>
        <ConnectionsList plan={plan} />
      </Part>
      <Part title={t('review.values')}>
        <VariablesList plan={plan} />
      </Part>
      {plan.secrets.length > 0 ? (
        <Part title={t('review.secrets')}>
          <ul className={styles.plainList}>
            {plan.secrets.map(({ name, templateId, message }) => (
              <li key={templateId ?? name}>
                <strong>{name === 'auth_key' ? t('fields.authKey') : name}</strong>: {message}
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      <Notes
        key={`left ${plan.notFollowed.length}`}
        title={t('review.notFollowed', { count: plan.notFollowed.length })}
        notes={plan.notFollowed}
        plan={plan}
      />
      <Notes
        key={`warnings ${plan.warnings.length}`}
        title={t('review.warnings', { count: plan.warnings.length })}
        notes={plan.warnings}
        plan={plan}
      />
      {children}
    </Stack>
  );
}
