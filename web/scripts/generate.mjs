// Types of the three APIs, from the documents that the server itself serves.
import { mkdir, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const documents = ['imprint', 'integrator', 'diga'];
const target = new URL('../src/api/generated/', import.meta.url);

await mkdir(target, { recursive: true });
for (const name of documents) {
  const source = new URL(`../../api/${name}.openapi.yaml`, import.meta.url);
  await writeFile(new URL(`${name}.ts`, target), astToString(await openapiTS(source)));
}
