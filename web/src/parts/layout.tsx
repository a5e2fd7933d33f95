import { ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useLocation } from 'react-router';
import styles from './layout.module.css';

// The first page since the browser loaded it is read from the top anyway.
const wasGoneTo = () => navigator.userActivation?.hasBeenActive ?? true;

/**
 * The head of a page: what it is called, where it belongs, what can be done. Names the browser's
 * tab, `part` first where several pages have the title, and takes the focus when the page is gone
 * to, so that it is heard.
 */
export function PageHead({
  title,
  part,
  lead,
  trail,
  actions,
}: {
  title: string;
  part?: string | undefined;
  lead?: ReactNode;
  trail?: { to: string; label: string }[];
  actions?: ReactNode;
}) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = [part, title, t('appName')].filter(Boolean).join(' · ');
  }, [part, title, t]);
  useEffect(() => {
    const nothing = document.activeElement === null || document.activeElement === document.body;
    if (nothing && wasGoneTo()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header className={styles.head}>
      {trail ? (
        <nav aria-label={t('nav.trail')}>
          <ol className={styles.trail} role="list">
            {trail.map((step) => (
              <li key={step.to}>
                <Link to={step.to}>
                  <bdi>{step.label}</bdi>
                </Link>
                <ChevronRight size={14} aria-hidden="true" />
              </li>
            ))}
          </ol>
        </nav>
      ) : null}
      <div className={styles.headRow}>
        <div className={styles.headText}>
          <h1 ref={heading} tabIndex={-1}>
            <bdi>{title}</bdi>
          </h1>
          {lead ? <div className={styles.lead}>{lead}</div> : null}
        </div>
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
    </header>
  );
}

export type PageTab = { to: string; label: string };

/** What the face that is shown is called; undefined of the first, which is the thing itself. */
export function usePart(tabs: readonly PageTab[]): string | undefined {
  const { pathname } = useLocation();
  return tabs.slice(1).find(({ to }) => to.split('?')[0] === pathname)?.label;
}

/** Links between the faces of one thing, each with an address of its own. */
export function PageTabs({ label, tabs }: { label: string; tabs: readonly PageTab[] }) {
  return (
    <nav aria-label={label} className={styles.tabs}>
      {tabs.map((tab) => (
        <NavLink key={tab.to} to={tab.to} end className={styles.tab!}>
          {tab.label}
        </NavLink>
      ))}
    </nav>
  );
}

/** A framed part of a page, with a heading where `title` is given. */
export function Card({
  title,
  actions,
  children,
  flush,
}: {
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}) {
  return (
    <section className={styles.card}>
      {title || actions ? (
        <div className={styles.cardHead}>
          <h2>{title}</h2>
          {actions}
        </div>
      ) : null}
      <div className={flush ? styles.flush : styles.cardBody}>{children}</div>
    </section>
  );
}

/** Things below each other. */
export function Stack({ gap = 4, children }: { gap?: 1 | 2 | 3 | 4 | 5 | 6; children: ReactNode }) {
  return <div className={`${styles.stack} ${styles[`gap${gap}`]}`}>{children}</div>;
}

/** Things beside each other, on more lines where there is no room. */
export function Row({
  gap = 2,
  between,
  children,
}: {
  gap?: 1 | 2 | 3 | 4 | 5 | 6;
  between?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={`${styles.row} ${styles[`gap${gap}`]} ${between ? styles.between : ''}`}>
      {children}
    </div>
  );
}

/** Names and what they stand for. */
export function Facts({ facts }: { facts: { name: string; value: ReactNode }[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map((fact) => (
        <div key={fact.name}>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
