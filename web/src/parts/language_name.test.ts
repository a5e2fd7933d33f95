import { expect, it } from 'vitest';
import { languageName } from './language_name';

it('calls languages by their names', () => {
  expect(languageName('es', 'en')).toBe('Spanish');
  expect(languageName('en', 'es')).toBe('inglés');
  expect(languageName('pt-BR', 'en')).toBe('Brazilian Portuguese');
});

it('leaves what is no language as it is', () => {
  expect(languageName('qqz', 'en')).toBe('qqz');
  expect(languageName('not a code!', 'en')).toBe('not a code!');
});
