// What is used of swagger-ui-dist, which comes without types.
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  import type { OutgoingRequest } from './session_request';

  type Request = OutgoingRequest & { loadSpec?: boolean };
  type Component = (props: Record<string, unknown>) => unknown;
  export type Plugin = {
    fn?: Record<string, unknown>;
    wrapComponents?: Record<string, (Original: Component, system: System) => Component>;
  };
  export type System = {
    React: { createElement: (...parts: unknown[]) => unknown };
    getConfigs: () => Record<string, unknown>;
    /** A text, or whether there is a filter at all. */
    layoutSelectors: { currentFilter: () => unknown };
  };
  type Options = {
    url: string;
    domNode: HTMLElement;
    presets: unknown[];
    plugins: Plugin[];
    layout: string;
    deepLinking: boolean;
    filter: boolean;
    docExpansion: 'list' | 'full' | 'none';
    defaultModelsExpandDepth: number;
    displayRequestDuration: boolean;
    persistAuthorization: boolean;
    queryConfigEnabled: boolean;
    requestInterceptor: (request: Request) => Request;
    showMutatedRequest: boolean;
    supportedSubmitMethods: string[];
    syntaxHighlight: { activated: boolean };
    validatorUrl: null;
  };
  const SwaggerUI: ((options: Options) => void) & { presets: { apis: unknown } };
  export default SwaggerUI;
}
