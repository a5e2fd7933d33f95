import Fastify from 'fastify';
import { COLLECTIONS } from './models.mjs';
import { instantiate } from './template.mjs';

const JSON_TYPE = 'application/json; charset=utf-8';

class Refusal extends Error {
  constructor(statusCode, code, message, field) {
    super(message);
    Object.assign(this, { statusCode, code, field });
  }
}

const notFound = (what) => new Refusal(404, 'invalid_ref', `${what} not found.`, '_id');

/** The server's application. `templates` are compiled templates by id. */
export function buildApp(store, templates) {
  const app = Fastify({ logger: false });
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) =>
    sendError(new Refusal(404, 'not_found', 'There is nothing at this path.'), request, reply),
  );
  app.register(async (api) => addRoutes(api, store, templates), { prefix: '/v1' });
  return app;
}

function sendError({ statusCode = 500, code, message, field }, request, reply) {
  const shown = statusCode < 500 ? message : 'The server could not answer.';
  reply.code(statusCode).send({ errors: [{ code, message: shown, field }] });
}

function addRoutes(api, store, templates) {
  api.decorateRequest('account', 0);
  api.addHook('onRequest', authenticate(store));
  api.get('/templates/:id', getTemplate(store));
  api.get('/templates/:id/preview', getPreview(templates));
  api.post('/integrations/template/:id', install(store, templates));
  for (const [model, collection] of Object.entries(COLLECTIONS)) {
    api.get(`/${collection}/:id`, getDocument(store, model));
  }
}

function authenticate(store) {
  return (request, reply, done) => {
    const { authorization } = request.headers;
    const isBearer = authorization !== undefined && authorization.startsWith('Bearer ');
    const account = isBearer ? store.accountOf(authorization.slice(7)) : undefined;
    if (account !== undefined) {
      request.account = account;
      return done();
    }
    const message = isBearer ? 'Bearer Authentication Failed' : 'Unauthorized';
    return reply.code(401).header('WWW-Authenticate', 'Bearer').send({ message });
  };
}

function getTemplate(store) {
  return (request, reply) => {
    const { id } = request.params;
    const found = store.template(request.account, id);
    if (!found) throw notFound('Template');
    const { name, modified, installs } = found;
    const numInstalls = installs > 0 ? installs : undefined;
    const doc = { _id: id, lastModified: modified, name, published: true, numInstalls };
    reply.type(JSON_TYPE).send(JSON.stringify(doc));
  };
}

function getPreview(templates) {
  return (request, reply) => {
    const template = templates.get(request.params.id);
    if (!template) throw notFound('Template');
    reply.type(JSON_TYPE).send(template.preview);
  };
}

function getDocument(store, model) {
  return (request, reply) => {
    const text = store.document(request.account, model, request.params.id);
    if (text === undefined) throw notFound(model);
    reply.type(JSON_TYPE).send(text);
  };
}

function install(store, templates) {
  return (request, reply) => {
    const template = templates.get(request.params.id);
    if (!template) throw notFound('Template');
    const map = checkedMap(store, request.account, template, request.body?.connectionMap);
    const { documents, answer } = instantiate(template, map);
    store.saveInstall(request.account, template.id, documents);
    reply.type(JSON_TYPE).send(answer);
  };
}

/** The map, when it has a connection of the account for each of the template's and no more. */
function checkedMap(store, account, { connections }, map) {
  const isMap = map !== null && typeof map === 'object' && !Array.isArray(map);
  if (!isMap || (connections.length > 0 && Object.keys(map).length === 0)) {
    const message = 'connectionMap is required and maps each connection of the template.';
    throw new Refusal(400, 'invalid_connectionMap', message, 'connectionMap');
  }
  const wrong = (id, message) =>
    new Refusal(422, 'invalid_connectionId', message, `connectionMap.${id}`);
  const known = new Set(connections.map(({ doc }) => doc._id));
  for (const id of Object.keys(map)) {
    if (!known.has(id)) throw wrong(id, 'The template has no connection with this id.');
  }
  for (const { doc } of connections) {
    const type = typeof map[doc._id] === 'string' && store.connectionType(account, map[doc._id]);
    if (typeof type !== 'string') throw wrong(doc._id, 'You have no connection with this id.');
    if (doc.type && type !== doc.type) throw wrong(doc._id, 'The connection has another type.');
  }
  return map;
}
