import { useQuery } from '@tanstack/react-query';
import { CircleUserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components';
import { useNavigate } from 'react-router';
import { accountQuery } from '~/api/queries';
import { chooseLanguage, type Language, LANGUAGES } from '~/messages';
import { IconButton } from '~/parts/button';
import { SIGN_OUT, useSessionToken } from '~/session/session';
import { chooseTheme, THEME_CHOICES, type ThemeChoice, useThemeChoice } from './theme';
import styles from './account_menu.module.css';

function Who() {
  const { t } = useTranslation();
  const { data } = useQuery(accountQuery());
  if (!data) return null;
  return (
    <div className={styles.who}>
      <p>{t('menu.signedInAs', { name: data.name })}</p>
      <p className={styles.small}>
        {data.partner ? `${t('menu.partner')} · ` : ''}
        {t('menu.version', { version: data.server.version })}
      </p>
    </div>
  );
}

function ThemeSection() {
  const { t } = useTranslation();
  const choice = useThemeChoice();
  return (
    <MenuSection
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[choice]}
      onSelectionChange={(keys) => chooseTheme([...(keys as Set<ThemeChoice>)][0]!)}
    >
      <Header className={styles.head!}>{t('menu.theme')}</Header>
      {THEME_CHOICES.map((theme) => (
        <MenuItem key={theme} id={theme} className={styles.item!}>
          {t(`menu.themes.${theme}`)}
        </MenuItem>
      ))}
    </MenuSection>
  );
}

function LanguageSection() {
  const { t, i18n } = useTranslation();
  return (
    <MenuSection
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[i18n.language]}
      onSelectionChange={(keys) => void chooseLanguage([...(keys as Set<Language>)][0]!)}
    >
      <Header className={styles.head!}>{t('menu.language')}</Header>
      {Object.entries(LANGUAGES).map(([id, name]) => (
        <MenuItem key={id} id={id} className={styles.item!}>
          {name}
        </MenuItem>
      ))}
    </MenuSection>
  );
}

/** Who is signed in, and what the page looks like; also without a session. */
export function AccountMenu() {
  const { t } = useTranslation();
  const token = useSessionToken();
  const navigate = useNavigate();
  const signOut = () => void navigate('/', { state: SIGN_OUT });
  return (
    <MenuTrigger>
      <IconButton label={t('menu.account')}>
        <CircleUserRound size={22} aria-hidden="true" />
      </IconButton>
      <Popover className={styles.popover!} placement="bottom end">
        {token === null ? null : <Who />}
        <Menu className={styles.menu!} aria-label={t('menu.account')}>
          <ThemeSection />
          <LanguageSection />
          {token === null ? null : <Separator className={styles.line!} />}
          {token === null ? null : (
            <MenuItem className={styles.item!} onAction={signOut}>
              {t('menu.signOut')}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
