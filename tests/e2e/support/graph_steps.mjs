import { readFileSync } from 'node:fs';
import path from 'node:path';
import { templateId } from './bundle.mjs';
import { TEMPLATES, storyTemplate } from './diga.mjs';
import { API, must } from './native.mjs';
import { OPERATIONS as O } from './native_steps.mjs';
import { repository } from './server.mjs';
import { storyBundle } from './story.mjs';

const OPENAPI = `${API}/openapi-templates`;

/** Graphs and resources of a template of both kinds. */
export async function graphSteps(story) {
  const { plain, owner, direct, expect } = story;
  const integrator = (await story.published(storyBundle())).split('/').pop();
  const { id: diga } = await must(201, direct.post(TEMPLATES, storyTemplate()));
  for (const template of [integrator, diga]) {
    const of = (number) => `${API}/templates/${template}/versions/${number}`;
    const { body } = await expect(O.graph, 200, plain.get(`${of('latest')}/graph`));
    await expect(O.graph, 200, plain.get(`${of(1)}/graph`));
    await expect(O.graph, 404, plain.get(`${of(9)}/graph`));
    for (const node of body.nodes) {
      await expect(O.resource, 200, plain.get(`${of(1)}/resources/${node.templateId}`));
    }
    await expect(O.resource, 404, plain.get(`${of('latest')}/resources/${templateId(0xffe)}`));
  }
  const bare = await direct.create('templates', { name: 'Bare' });
  const latest = `${API}/templates/${bare._id}/versions/latest`;
  await expect(O.graph, 422, owner.get(`${latest}/graph`));
  await expect(O.graph, 404, plain.get(`${latest}/graph`));
  await expect(O.resource, 422, owner.get(`${latest}/resources/${templateId(1)}`));
}

/** Templates of OpenAPI documents. */
export async function openApiSteps({ owner, plain, expect }) {
  const document = readFileSync(path.join(repository, 'demo/weather.openapi.yaml'), 'utf8');
  const make = (fields, as = owner) => as.post(OPENAPI, { document, ...fields });
  await expect(O.openApi, 200, make({}));
  const whole = { baseUrl: 'https://<<host>>.test', only: ['alerts', '/stations'], language: 'en' };
  await expect(O.openApi, 200, make(whole));
  await expect(O.openApi, 422, make({ document: 'swagger: "2.0"' }));
  await expect(O.openApi, 422, make({ only: ['nothing'] }));
  await expect(O.openApi, 403, make({}, plain));
}
