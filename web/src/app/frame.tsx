import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, ScrollRestoration, useLocation, useMatches } from 'react-router';
import { SignIn } from '~/session/sign_in';
import { useSessionToken } from '~/session/session';
import { AccountMenu } from './account_menu';
import { Mark } from './mark';
import styles from './frame.module.css';

const PLACES = [
  { to: '/', name: 'nav.catalogue' },
  { to: '/installations', name: 'nav.installations' },
  { to: '/publish', name: 'nav.publish' },
  { to: '/docs', name: 'nav.docs' },
] as const;

// A template's pages belong to the catalogue, whose address is the root.
function isPlace(to: string, path: string) {
  return to === '/' ? path === '/' || path.startsWith('/templates/') : path.startsWith(to);
}

function Places({ signedIn }: { signedIn: boolean }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const places = signedIn ? PLACES : PLACES.filter(({ to }) => to === '/docs');
  return (
    <nav aria-label={t('nav.label')} className={styles.places}>
      {places.map(({ to, name }) => (
        <NavLink
          key={to}
          to={to}
          end
          className={`${styles.place} ${isPlace(to, pathname) ? styles.here : ''}`}
        >
          {t(name)}
        </NavLink>
      ))}
    </nav>
  );
}

// A place of its own would have the router ask what is to become of the page.
function skipToContent(event: MouseEvent) {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

/** The handle of a page that needs no session. */
export const OPEN = { isOpen: true };

/** What stands around every page; without a session, the way in to those that need one. */
export function Frame() {
  const { t } = useTranslation();
  const token = useSessionToken();
  const isOpen = useMatches().some(({ handle }) => handle === OPEN) || token !== null;
  return (
    <div className={styles.frame}>
      <a href="#content" className={styles.skip} onClick={skipToContent}>
        {t('skipToContent')}
      </a>
      <header className={styles.bar}>
        <div className={styles.barInner}>
          <NavLink to="/" className={styles.brand!}>
            <Mark />
            {t('appName')}
          </NavLink>
          <Places signedIn={token !== null} />
          <AccountMenu />
        </div>
      </header>
      <main id="content" tabIndex={-1} className={styles.main}>
        {isOpen ? <Outlet /> : <SignIn />}
      </main>
      <ScrollRestoration />
    </div>
  );
}
