import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { imprint, removeFolder, temporaryFolder } from './support/server.mjs';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const packages = path.join(path.dirname(fileURLToPath(import.meta.url)), 'node_modules');
const GITHUB = path.join(packages, '@octokit/openapi/generated/api.github.com.json');
const FIGMA = path.join(packages, '@figma/rest-api-spec/openapi/openapi.yaml');
const SHIPENGINE = path.join(packages, 'shipengine-openapi/openapi');

let folder;
before(() => {
  folder = temporaryFolder();
});
after(() => removeFolder(folder));

function convert(file, ...flags) {
  const output = path.join(folder, 'template.json');
  const run = imprint('template', 'from-openapi', file, ...flags, '-o', output);
  assert.equal(run.code, 0, run.stderr);
  const made = JSON.parse(readFileSync(output, 'utf8'));
  return { made, tools: made.template.tools, said: run.stdout + run.stderr };
}

function write(name, document) {
  const file = path.join(folder, name);
  writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
  return file;
}

function checkParam(param, types, where) {
  assert.match(param.name, /^\S+$/, where);
  assert.equal(typeof param.description, 'string', where);
  assert.equal(typeof param.required, 'boolean', where);
  assert.equal(param.value_source, param.fixed_value === null ? 'llm' : 'fixed', where);
  if (types) assert.ok(types.includes(param.data_type), `${where}: ${param.data_type}`);
}

function checkBody(params, where) {
  for (const param of params) {
    const there = `${where}.${param.name}`;
    checkParam(param, ['string', 'integer', 'number', 'boolean', 'object'], there);
    assert.equal(Array.isArray(param.properties), param.data_type === 'object', there);
    checkBody(param.properties ?? [], there);
  }
}

/** What every tool of any document must be, by the vendor's description of one. */
function checkTools(tools) {
  const names = new Set();
  for (const tool of tools) {
    assert.match(tool.name, /^[a-z0-9]+(_[a-z0-9]+)*$/);
    assert.ok(tool.name.length <= 64 && !names.has(tool.name), tool.name);
    names.add(tool.name);
    assert.ok(tool.description.length > 0 && tool.description.length <= 1024, tool.name);
    assert.ok(METHODS.includes(tool.method.toLowerCase()), tool.name);
    assert.equal(tool.approval_required, tool.method !== 'GET', tool.name);
    assert.deepEqual([tool.timeout, tool.pre_speech, tool.execution_audio], [5, 'auto', null]);
    const placeholders = [...tool.endpoint_path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]);
    assert.deepEqual(
      [...new Set(placeholders)].sort(),
      tool.path.map((param) => param.name).sort(),
      tool.name,
    );
    for (const param of tool.path) checkParam(param, null, `${tool.name} path`);
    for (const param of tool.query) {
      checkParam(param, ['string', 'integer', 'number', 'boolean'], `${tool.name} query`);
    }
    checkBody(tool.body, tool.name);
  }
}

const variables = (made) => [...JSON.stringify(made).matchAll(/<<[^<>]*>>/g)].map((m) => m[0]);

// Placeholders are renamed where the document's names are no plain words.
const fit = (route) => route.replace(/\{[^}]*\}/g, (name) => name.replaceAll('-', '_'));

/** The operations of a document by "GET /path". */
function operationsOf(document) {
  const found = new Map();
  for (const [route, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      if (item[method]) found.set(`${method.toUpperCase()} ${fit(route)}`, item[method]);
    }
  }
  return found;
}

describe("GitHub's document", () => {
  const document = JSON.parse(readFileSync(GITHUB, 'utf8'));
  const operations = operationsOf(document);
  const resolve = (value) =>
    value.$ref
      ? value.$ref.slice(2).split('/').reduce((at, key) => at[key], document)
      : value;

  it('becomes a tool an operation, and what does not is listed', () => {
    const { made, tools, said } = convert(GITHUB);
    assert.ok(operations.size > 1000);
    checkTools(tools);
    assert.deepEqual(variables(made), []);
    assert.equal(made.template.base_url, 'https://api.github.com');
    assert.equal(made.template.integration_type, 'HTTP');
    const converted = new Set(tools.map((tool) => `${tool.method} ${tool.endpoint_path}`));
    const missing = [...operations.keys()].filter((operation) => !converted.has(operation));
    assert.equal(tools.length + missing.length, operations.size);
    assert.ok(missing.length <= 5, missing.join('\n'));
    for (const operation of missing) assert.ok(said.includes(`${operation}: left out: `), operation);
  });

  it('keeps the parameters, what is required and the types', () => {
    const { tools } = convert(GITHUB);
    for (const tool of tools) {
      const operation = operations.get(`${tool.method} ${tool.endpoint_path}`);
      const declared = (operation.parameters ?? []).map(resolve);
      const query = declared.filter((param) => param.in === 'query');
      assert.deepEqual(
        tool.query.map((param) => [param.name, param.required]),
        query.map((param) => [param.name, param.required === true]),
        tool.name,
      );
      for (const [index, param] of query.entries()) {
        const type = resolve(param.schema).type;
        if (type === 'array' || type === undefined) continue;
        assert.equal(tool.query[index].data_type, type, `${tool.name} ${param.name}`);
      }
    }
    const create = tools.find((tool) => tool.name === 'repos_create_webhook');
    const config = create.body.find((param) => param.name === 'config');
    assert.equal(config.data_type, 'object');
    assert.ok(config.properties.some((param) => param.name === 'url'));
  });

  it('can be taken in part', () => {
    const gists = convert(GITHUB, '--only', 'gists').tools;
    assert.ok(gists.length > 10 && gists.every((tool) => tool.name.startsWith('gists_')));
    const issues = convert(GITHUB, '--only', '/repos/{owner}/{repo}/issues', '/gists').tools;
    assert.ok(issues.length > gists.length);
    assert.ok(
      issues.every((tool) => /^\/(gists|repos\/\{owner\}\/\{repo\}\/issues)(\/|$)/.test(tool.endpoint_path)),
    );
  });
});

describe('other real documents', () => {
  it("Figma's, YAML of OpenAPI 3.1", () => {
    const { made, tools, said } = convert(FIGMA, '--language', 'en');
    const operations = readFileSync(FIGMA, 'utf8').match(/^ +operationId:/gm).length;
    checkTools(tools);
    assert.equal(tools.length, operations);
    assert.equal(made.language, 'en');
    assert.deepEqual(variables(made), ['<<x_figma_token>>']);
    assert.deepEqual(made.template.headers, { 'X-Figma-Token': '<<x_figma_token>>' });
    assert.match(said, /X-Figma-Token/);
  });

  it("ShipEngine's, the same from JSON and YAML", () => {
    const json = convert(`${SHIPENGINE}.json`);
    const yaml = convert(`${SHIPENGINE}.yaml`);
    const operations = operationsOf(JSON.parse(readFileSync(`${SHIPENGINE}.json`, 'utf8')));
    checkTools(json.tools);
    const left = json.said.match(/: left out: /g)?.length ?? 0;
    assert.equal(json.tools.length + left, operations.size);
    assert.deepEqual(yaml.made, json.made);
    assert.deepEqual(json.made.template.headers, { 'API-Key': '<<api_key>>' });
  });
});

describe('the command', () => {
  const shop = {
    openapi: '3.0.3',
    info: { title: 'Shop' },
    servers: [{ url: '/v1' }],
    paths: { '/items': { get: { operationId: 'listItems' } } },
  };

  it('wants a base URL where the document has none', () => {
    const file = write('shop.json', shop);
    const run = imprint('template', 'from-openapi', file, '-o', path.join(folder, 'none.json'));
    assert.notEqual(run.code, 0);
    assert.match(run.stderr, /base URL/);
    const { made } = convert(file, '--base-url', 'https://<<shop>>.example/v1/');
    assert.equal(made.template.base_url, 'https://<<shop>>.example/v1');
    assert.equal(made.language, 'es');
  });

  it('refuses what is no OpenAPI document, in a sentence', () => {
    const bad = {
      'swagger.json': { swagger: '2.0', paths: {} },
      'list.yaml': '- a\n',
      'broken.yaml': 'openapi: [3\n',
      'bomb.yaml': bomb(),
    };
    for (const [name, document] of Object.entries(bad)) {
      const run = imprint('template', 'from-openapi', write(name, document));
      assert.notEqual(run.code, 0, name);
      assert.equal(run.stdout, '', name);
      assert.ok(run.stderr.length > 20 && run.stderr.length < 1000, run.stderr);
    }
  });
});

function bomb() {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 12; ++i) {
    lines.push(`a${i}: &a${i} [${Array(10).fill(`*a${i - 1}`).join(', ')}]`);
  }
  return lines.join('\n');
}
