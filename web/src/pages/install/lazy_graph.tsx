import { lazy } from 'react';

/** The graph of a version, which comes with a library of its own: only who asks for it loads it. */
export const LazyGraph = lazy(async () => {
  const { TemplateGraph } = await import('~/graph/template_graph');
  return { default: TemplateGraph };
});
