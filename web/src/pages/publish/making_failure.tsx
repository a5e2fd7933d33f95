import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Template } from '~/api/types';
import { Button, LinkButton } from '~/parts/button';
import { Notice, useErrorText } from '~/parts/notice';
import { Time } from '~/parts/time';
import { Bounded } from './bounded';
import { MaybeMade, PartlyMade } from './create';
import { Refusal } from './refusal';

type Ways = { onRetry: () => void; onLook: () => void; isPending: boolean };

function Partly({ error }: { error: PartlyMade }) {
  const { t } = useTranslation('publish');
  const errorText = useErrorText();
  return (
    <Notice
      tone="warn"
      announce
      title={t('new.partly')}
      actions={
        <LinkButton small to={`/publish/${error.id}`}>
          {t('new.goOn')}
        </LinkButton>
      }
    >
      <p>{errorText(error.cause)}</p>
      <p>{t('new.partlyWhy')}</p>
    </Notice>
  );
}

const Candidate = ({ id, name, modified }: Template) => (
  <>
    <Link to={`/publish/${id}`}>{name}</Link> · <Time at={modified} />
  </>
);

function Maybe({ error, onRetry, onLook, isPending }: Ways & { error: MaybeMade }) {
  const { t } = useTranslation('publish');
  const errorText = useErrorText();
  const { found } = error;
  return (
    <Notice
      tone="warn"
      announce
      title={t(found ? 'new.maybeFound' : 'new.maybe')}
      actions={
        <Button small isPending={isPending} onPress={found ? onRetry : onLook}>
          {t(found ? 'new.another' : 'new.look')}
        </Button>
      }
    >
      <p>{errorText(error.cause)}</p>
      <p>{t(found ? 'new.maybeFoundWhy' : 'new.maybeWhy')}</p>
      {found ? (
        <Bounded items={found} most={5} keyOf={({ id }) => id}>
          {Candidate}
        </Bounded>
      ) : null}
    </Notice>
  );
}

/** Why a template was not made, or not for certain, and the ways on from there. */
export function MakingFailure({ error, ...ways }: Ways & { error: unknown }) {
  if (error instanceof PartlyMade) return <Partly error={error} />;
  if (error instanceof MaybeMade) return <Maybe error={error} {...ways} />;
  return <Refusal error={error} onRetry={ways.onRetry} />;
}
