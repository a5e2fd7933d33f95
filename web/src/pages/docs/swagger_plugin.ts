import type { Plugin } from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import { findOperations } from './find_operations';

type Wrap = NonNullable<Plugin['wrapComponents']>[string];

// A link inside of the button that opens an operation could not be reached by the keyboard, and
// would be read twice. The address follows what is open without it.
const wordsAlone: Wrap =
  (_, { React }) =>
  ({ text }) =>
    React.createElement('span', null, text);

const nothing = () => () => null;

// What a filter finds would be no use in closed groups.
const openWhileFiltered: Wrap =
  (Original, { React, getConfigs, layoutSelectors }) =>
  (props) => {
    const filter = layoutSelectors.currentFilter();
    const docExpansion = typeof filter === 'string' && filter !== '' ? 'list' : 'none';
    const configs = () => ({ ...getConfigs(), docExpansion });
    return React.createElement(Original, { ...props, getConfigs: configs });
  };

/**
 * Leaves out what has no use here: the session signs requests, so there is no place to type
 * a token (which the page would then show in its examples), and the server is always this one.
 */
const quiet: Plugin['wrapComponents'] = {
  authorizeBtn: nothing,
  AuthorizeBtnContainer: nothing,
  authorizeOperationBtn: nothing,
  ServersContainer: nothing,
  SchemesContainer: nothing,
  InfoUrl: nothing,
  DeepLink: wordsAlone,
};

/** Swagger as this page has it; `about` is what its long introduction is folded away under. */
export function pagePlugin(about: string, language: string): Plugin {
  const folded: Wrap =
    (Original, { React }) =>
    (props) =>
      React.createElement(
        'details',
        null,
        React.createElement('summary', { lang: language }, about),
        React.createElement(Original, props),
      );
  return {
    fn: { opsFilter: findOperations },
    wrapComponents: {
      ...quiet,
      InfoContainer: folded,
      operations: openWhileFiltered,
      OperationTag: openWhileFiltered,
    },
  };
}
