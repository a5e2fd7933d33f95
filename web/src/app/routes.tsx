import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { Root } from './root';
import { Frame, OPEN } from './frame';
import { NotFoundPage, BrokenPage } from './failures';

type Load = () => Promise<{ default: ComponentType }>;

const page = (path: string, load: Load): RouteObject => ({
  path,
  lazy: async () => ({ Component: (await load()).default }),
});

// web/pages.json tells the server the same addresses; a test holds them together.
export const pages: RouteObject[] = [
  page('/', () => import('~/pages/catalogue/catalogue_page')),
  page('/templates/:id', () => import('~/pages/template/overview_page')),
  page('/templates/:id/graph', () => import('~/pages/template/graph_page')),
  page('/templates/:id/versions', () => import('~/pages/template/versions_page')),
  page('/templates/:id/install', () => import('~/pages/install/install_page')),
  page('/installations', () => import('~/pages/installations/installations_page')),
  page('/installations/:id', () => import('~/pages/installation/overview_page')),
  page('/installations/:id/drift', () => import('~/pages/installation/drift_page')),
  page('/installations/:id/resources/:resource', () => import('~/pages/resource/resource_page')),
  page('/installations/:id/upgrade', () => import('~/pages/upgrade/upgrade_page')),
  page('/installations/:id/history', () => import('~/pages/installation/history_page')),
  page('/publish', () => import('~/pages/publish/own_templates_page')),
  page('/publish/new', () => import('~/pages/publish/new_template_page')),
  page('/publish/:id', () => import('~/pages/publish/own_template_page')),
  { ...page('/docs', () => import('~/pages/docs/docs_page')), handle: OPEN },
  { ...page('/docs/:api', () => import('~/pages/docs/docs_page')), handle: OPEN },
];

export const router = createBrowserRouter([
  {
    element: <Root />,
    children: [
      {
        element: <Frame />,
        errorElement: <BrokenPage />,
        hydrateFallbackElement: <></>,
        children: [
          // Errors of one page leave the frame standing.
          {
            errorElement: <BrokenPage />,
            children: [...pages, { path: '*', element: <NotFoundPage />, handle: OPEN }],
          },
        ],
      },
    ],
  },
]);
