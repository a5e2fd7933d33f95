import { useTranslation } from 'react-i18next';
import type { ProblemItem } from '~/api/errors';
import type { Plan } from '~/api/types';
import { Button } from '~/parts/button';
import { Notice } from '~/parts/notice';
import styles from './install.module.css';
import { elementOf, entryOf, type Place, placeOf, stepOfMore } from './plan_steps';

const MOST_SHOWN = 20;

type Entry = { text: string; place: Place | undefined };

function useEntries(plan: Plan, missing: 'select' | undefined): Entry[] {
  const { t } = useTranslation('install');
  const textOf = ({ code, message, field }: ProblemItem) => {
    const unbound = plan.connections.find(
      ({ templateId }) => field === `connections.${templateId}`,
    );
    const entry = entryOf(field);
    if (entry) return t('review.problemOf', { entry: t(`fields.${entry}`), message });
    if (code !== 'missing_connection_map' || !unbound) return message;
    return t('review.unbound', { name: unbound.name || unbound.templateId });
  };
  const here: Entry[] = missing
    ? [
        {
          text: t('more.chooseOne'),
          place: { step: stepOfMore(plan.kind), element: elementOf.field('select') },
        },
      ]
    : [];
  return [
    ...here,
    ...plan.problems.map((each) => ({ text: textOf(each), place: placeOf(each.field, plan) })),
  ];
}

/** All that keeps the template from being installed, each with the way to where it is solved. */
export function ProblemsNotice({
  plan,
  missing,
  onGoTo,
}: {
  plan: Plan;
  missing: 'select' | undefined;
  onGoTo: (place: Place) => void;
}) {
  const { t } = useTranslation('install');
  const entries = useEntries(plan, missing);
  if (entries.length === 0) return null;
  const left = entries.length - MOST_SHOWN;
  return (
    <Notice tone="warn" announce title={t('review.problems', { count: entries.length })}>
      <ul className={styles.problems}>
        {entries.slice(0, MOST_SHOWN).map(({ text, place }, at) => (
          <li key={at}>
            <span>{text}</span>
            {place ? (
              <Button small look="quiet" onPress={() => onGoTo(place)}>
                {t('review.solve')}
                <span className="visually-hidden">: {text}</span>
              </Button>
            ) : null}
          </li>
        ))}
        {left > 0 ? <li>{t('common:errors.more', { count: left })}</li> : null}
      </ul>
    </Notice>
  );
}
