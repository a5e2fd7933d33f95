import { useTranslation } from 'react-i18next';
import type { Document, Place } from '~/api/documents';
import { textOfJson } from '~/api/exact_json';
import { Button } from '~/parts/button';
import { Focused } from '~/parts/focused';
import { Notice } from '~/parts/notice';
import { ValueDiff } from '~/parts/value_diff';
import { changeable } from './document';
import styles from './resource.module.css';

/** What somebody else changed while a person typed, and the choice between the two. */
export function ChangedNotice({
  place,
  before,
  now,
  isPending,
  onOverwrite,
  onDiscard,
}: {
  place: Place;
  before: Document;
  now: Document;
  isPending: boolean;
  onOverwrite: () => void;
  onDiscard: () => void;
}) {
  const { t } = useTranslation('resource');
  return (
    <Focused key={textOfJson(now)}>
      <Notice
        tone="warn"
        announce
        title={t('meanwhile.title')}
        actions={
          <>
            <Button small isPending={isPending} onPress={onOverwrite}>
              {t('meanwhile.overwrite')}
            </Button>
            <Button small isDisabled={isPending} onPress={onDiscard}>
              {t('meanwhile.discard')}
            </Button>
          </>
        }
      >
        <div className={styles.inside}>
          <p>{t('meanwhile.text')}</p>
          <ValueDiff
            before={changeable(place, before)}
            after={changeable(place, now)}
            beforeLabel={t('meanwhile.before')}
            afterLabel={t('meanwhile.now')}
          />
        </div>
      </Notice>
    </Focused>
  );
}
