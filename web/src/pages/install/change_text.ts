import type { TFunction } from 'i18next';
import type { PlanChange } from './plan_diff';

const BINDINGS = { both: 'changes.bound', from: 'changes.unbound', to: 'changes.nowBound' };

/** A change of a plan as a sentence. */
export function changeText(t: TFunction<'install'>, change: PlanChange): string {
  switch (change.what) {
    case 'version':
      return t('changes.version', { from: change.from ?? '–', to: change.to ?? '–' });
    case 'content':
    case 'notDeprecated':
    case 'signature':
      return t(`changes.${change.what}`);
    case 'deprecated':
      return change.reason
        ? t('changes.deprecatedBecause', { reason: change.reason })
        : t('changes.deprecated');
    case 'into':
      return t('changes.into', { from: change.from ?? '–', to: change.to ?? '–' });
    case 'resource': {
      const { model, name, before } = change;
      return t(`changes.resource.${change.change}`, {
        model: t(`common:model.${model}`),
        name,
        before,
      });
    }
    case 'connection':
      return t(`changes.connection.${change.change}`, { name: change.name });
    case 'bound': {
      const { name, from, to } = change;
      const key = from !== null && to !== null ? 'both' : to === null ? 'from' : 'to';
      return t(BINDINGS[key], { name, from, to });
    }
    case 'candidates':
      return [
        ...(change.added.length > 0
          ? [t('changes.candidatesAdded', { name: change.name, names: change.added.join(', ') })]
          : []),
        ...(change.removed.length > 0
          ? [
              t('changes.candidatesRemoved', {
                name: change.name,
                names: change.removed.join(', '),
              }),
            ]
          : []),
      ].join(' ');
    case 'variable':
      return t(`changes.variable.${change.change}`, { name: change.name });
    case 'secret':
    case 'warning':
    case 'notFollowed':
    case 'problem':
      return t(`changes.${change.what}.${change.change}`, { message: change.message });
  }
}
