import { useEffect } from 'react';
import { RouterProvider as AriaRouterProvider } from 'react-aria-components';
import { type NavigateOptions, Outlet, useHref, useLocation, useNavigate } from 'react-router';
import { queryClient } from '~/api/queries';
import { endSession, isSignOut, useSessionToken } from '~/session/session';

declare module 'react-aria-components' {
  interface RouterConfig {
    routerOptions: NavigateOptions;
  }
}

/** What all pages stand in: links of React Aria work, and nothing outlives a session. */
export function Root() {
  const navigate = useNavigate();
  const signedOut = useSessionToken() === null;
  const signsOut = isSignOut(useLocation().state);
  useEffect(() => {
    if (signsOut) endSession();
  }, [signsOut]);
  useEffect(() => {
    if (!signedOut) return;
    queryClient.clear();
    // What a page left for the next one, such as the name of what was just deleted.
    const { pathname, search, hash } = window.location;
    void navigate({ pathname, search, hash }, { replace: true, state: null });
  }, [signedOut, navigate]);
  return (
    <AriaRouterProvider navigate={navigate} useHref={useHref}>
      <Outlet />
    </AriaRouterProvider>
  );
}
