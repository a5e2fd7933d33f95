/** What is used of Swagger's immutable lists and maps. */
type Operation = { get: (key: string) => unknown; getIn: (path: string[]) => unknown };
type Operations = { filter: (keeps: (one: Operation) => boolean) => Operations; size: number };
type Tag = { get: (key: string) => unknown; set: (key: string, value: unknown) => Tag };
type Tags = {
  map: (change: (tag: Tag, name: string) => Tag) => Tags;
  filter: (keeps: (tag: Tag) => boolean) => Tags;
};

const textOf = (name: string, operation: Operation) =>
  [
    name,
    operation.get('method'),
    operation.get('path'),
    operation.getIn(['operation', 'summary']),
    operation.getIn(['operation', 'operationId']),
  ]
    .join(' ')
    .toLowerCase();

const operationsOf = (tag: Tag) => tag.get('operations') as Operations;

/**
 * The operations that have all words of `phrase`, be it in their group's name, method, path or
 * summary; groups without one are left out.
 */
export function findOperations(tags: Tags, phrase: string): Tags {
  const words = phrase.toLowerCase().split(/\s+/).filter(Boolean);
  const hasAll = (text: string) => words.every((word) => text.includes(word));
  return tags
    .map((tag, name) =>
      tag.set(
        'operations',
        operationsOf(tag).filter((one) => hasAll(textOf(name, one))),
      ),
    )
    .filter((tag) => operationsOf(tag).size > 0);
}
