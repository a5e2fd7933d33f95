import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Installation, Plan } from '~/api/types';
import { LinkButton } from '~/parts/button';
import { Card, Row, Stack } from '~/parts/layout';
import { Notice } from '~/parts/notice';
import styles from './install.module.css';
import { ResourceGroups } from './resource_groups';
import { leftToDo } from './to_do';

/** What was installed, and what a person still has to do. */
export function Result({ installation, plan }: { installation: Installation; plan: Plan }) {
  const { t } = useTranslation('install');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    window.scrollTo({ top: 0 });
    heading.current?.focus({ preventScroll: true });
  }, []);
  const { secrets, unfilled, flows } = leftToDo(plan);
  const nothing = secrets.length === 0 && unfilled.length === 0 && flows === 0;
  return (
    <Stack gap={4}>
      <Notice tone="good">
        <h2 ref={heading} tabIndex={-1} className={styles.resultTitle}>
          {t('result.title', { name: installation.name })}
        </h2>
        <p>{t('result.lead', { count: installation.resources.length })}</p>
      </Notice>
      <Row>
        <LinkButton look="primary" to={`/installations/${installation.id}`}>
          {t('result.open')}
        </LinkButton>
        <LinkButton to="/installations">{t('result.all')}</LinkButton>
        <LinkButton to="/">{t('result.catalogue')}</LinkButton>
      </Row>
      <Card title={t('result.toDo')}>
        {nothing ? <p className={styles.quiet}>{t('result.nothing')}</p> : null}
        <ul className={styles.toDo}>
          {secrets.map(({ name, templateId, message }) => (
            <li key={templateId ?? name}>
              <strong>{name}</strong>: {message}
            </li>
          ))}
          {unfilled.length > 0 ? (
            <li>
              {t('result.unfilled', { count: unfilled.length })}{' '}
              <span className={styles.quiet}>
                {unfilled.slice(0, 5).join(', ')}
                {unfilled.length > 5 ? ', …' : ''}
              </span>
            </li>
          ) : null}
          {flows > 0 ? <li>{t('result.flows', { count: flows })}</li> : null}
        </ul>
      </Card>
      <Card title={t('result.resources', { count: installation.resources.length })}>
        <ResourceGroups resources={installation.resources} />
      </Card>
    </Stack>
  );
}
