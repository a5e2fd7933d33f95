import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { I18nProvider, RouterProvider as AriaRouterProvider } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { type NavigateOptions, Outlet, useHref, useNavigate } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { queryClient } from '~/api/queries';
import { useSessionToken } from '~/session/session';
import { router } from './routes';

declare module 'react-aria-components' {
  interface RouterConfig {
    routerOptions: NavigateOptions;
  }
}

/** The whole page. */
export function App() {
  const { i18n } = useTranslation();
  return (
    <QueryClientProvider client={queryClient}>
      <I18nProvider locale={i18n.language}>
        <RouterProvider router={router} />
      </I18nProvider>
    </QueryClientProvider>
  );
}

/** What all pages stand in: links of React Aria work, and nothing outlives a session. */
export function Root() {
  const navigate = useNavigate();
  const token = useSessionToken();
  const signedOut = token === null;
  useEffect(() => {
    if (!signedOut) return;
    queryClient.clear();
    // What a page left for the next one, such as the name of what was just deleted.
    const { pathname, search, hash } = router.state.location;
    void router.navigate({ pathname, search, hash }, { replace: true, state: null });
  }, [signedOut]);
  return (
    <AriaRouterProvider navigate={navigate} useHref={useHref}>
      <Outlet />
    </AriaRouterProvider>
  );
}
