import SwaggerUI, { type Plugin } from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import 'swagger-ui-dist/swagger-ui.css';
import './swagger.css';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '~/app/theme';
import { Skeleton } from '~/parts/waiting';
import { sessionToken } from '~/session/session';
import { type Api, documentOf } from './apis';
import { mendAccessibility, whenShown } from './mend';
import { withSession } from './session_request';
import styles from './docs.module.css';
import { pagePlugin } from './swagger_plugin';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

function show(domNode: HTMLElement, api: Api, canTry: boolean, plugin: Plugin) {
  SwaggerUI({
    url: documentOf(api),
    domNode,
    presets: [SwaggerUI.presets.apis],
    plugins: [plugin],
    layout: 'BaseLayout',
    deepLinking: true,
    docExpansion: 'none',
    filter: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    persistAuthorization: false,
    queryConfigEnabled: false,
    // The request that is shown, as curl, is the one before the token came in.
    showMutatedRequest: false,
    requestInterceptor: (request) => withSession(request, sessionToken(), location.origin),
    supportedSubmitMethods: canTry ? METHODS : [],
    syntaxHighlight: { activated: false },
    validatorUrl: null,
  });
}

/** Swagger's dark colours hang on a class of the whole document. */
function useSwaggerTheme() {
  const theme = useTheme();
  useEffect(() => {
    document.documentElement.classList.toggle('dark-mode', theme === 'dark');
    return () => document.documentElement.classList.remove('dark-mode');
  }, [theme]);
}

/** One API's document, to read and with `canTry` to try, as whoever is signed in. */
export default function Reference({ api, canTry }: { api: Api; canTry: boolean }) {
  const { t, i18n } = useTranslation('docs');
  const { language } = i18n;
  useSwaggerTheme();
  const place = useRef<HTMLDivElement>(null);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (!place.current) return undefined;
    // Swagger keeps a root of its own in there, so each document gets an element of its own.
    const node = document.createElement('div');
    // What the documents and Swagger itself say is English, whatever the page speaks.
    node.lang = 'en';
    place.current.append(node);
    setShown(false);
    const plugin = pagePlugin(t('about'), language);
    const stopWaiting = whenShown(node, () => setShown(true));
    show(node, api, canTry, plugin);
    const names = { requestBody: t('requestBody'), filter: t('filter'), language };
    const stopMending = mendAccessibility(node, names);
    return () => {
      stopWaiting();
      stopMending();
      node.remove();
    };
  }, [api, canTry, language, t]);
  return (
    <>
      <p className={styles.hint}>{t('hint')}</p>
      {isShown ? null : <Skeleton lines={12} />}
      <div id="api-reference" ref={place} />
    </>
  );
}
