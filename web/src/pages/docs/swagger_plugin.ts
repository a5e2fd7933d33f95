import type { Plugin } from 'swagger-ui-dist/swagger-ui-es-bundle.js';

// A link inside of the button that opens an operation could not be reached by the keyboard, and
// would be read twice. The address follows what is open without it.
const wordsAlone: NonNullable<Plugin['wrapComponents']>[string] =
  (_, { React }) =>
  ({ text }) =>
    React.createElement('span', null, text);

const nothing = () => () => null;

/**
 * Leaves out what has no use here: the session signs requests, so there is no place to type
 * a token (which the page would then show in its examples), and the server is always this one.
 */
export const quietPlugin: Plugin = {
  wrapComponents: {
    authorizeBtn: nothing,
    AuthorizeBtnContainer: nothing,
    authorizeOperationBtn: nothing,
    ServersContainer: nothing,
    SchemesContainer: nothing,
    InfoUrl: nothing,
    DeepLink: wordsAlone,
  },
};
