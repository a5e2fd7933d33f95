import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import 'swagger-ui-dist/swagger-ui.css';
import './swagger.css';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '~/app/theme';
import { Skeleton } from '~/parts/waiting';
import { sessionToken } from '~/session/session';
import { type Api, documentOf } from './apis';
import { mendAccessibility } from './mend';
import { withSession } from './session_request';
import { quietPlugin } from './swagger_plugin';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

function show(domNode: HTMLElement, api: Api, canTry: boolean, onComplete: () => void) {
  SwaggerUI({
    url: documentOf(api),
    domNode,
    presets: [SwaggerUI.presets.apis],
    plugins: [quietPlugin],
    layout: 'BaseLayout',
    deepLinking: true,
    docExpansion: 'list',
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
    onComplete,
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
  const { t } = useTranslation('docs');
  useSwaggerTheme();
  const place = useRef<HTMLDivElement>(null);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (!place.current) return undefined;
    // Swagger keeps a root of its own in there, so each document gets an element of its own.
    const node = document.createElement('div');
    place.current.append(node);
    setShown(false);
    show(node, api, canTry, () => setShown(true));
    const stopMending = mendAccessibility(node, { requestBody: t('requestBody') });
    return () => {
      stopMending();
      node.remove();
    };
  }, [api, canTry, t]);
  return (
    <>
      {isShown ? null : <Skeleton lines={12} />}
      <div id="api-reference" ref={place} />
    </>
  );
}
