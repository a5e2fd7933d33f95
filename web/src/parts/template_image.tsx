import { queryOptions, useQuery } from '@tanstack/react-query';
import { type RefObject, memo, useEffect, useRef, useState } from 'react';
import { dataOf, imprint } from '~/api/client';
import { mayRetry } from '~/api/queries';
import type { Template } from '~/api/types';
import { tileOf } from './tile';
import styles from './template_image.module.css';

const imageQuery = (templateId: string) =>
  queryOptions({
    queryKey: ['template', templateId, 'image'],
    queryFn: async ({ signal }) => {
      const path = '/api/v1/templates/{templateId}/image';
      const params = { path: { templateId } };
      const blob: unknown = await dataOf(imprint.GET(path, { params, signal, parseAs: 'blob' }));
      if (!(blob instanceof Blob)) throw new TypeError('a picture is expected');
      return blob;
    },
    staleTime: 3_600_000,
    retry: mayRetry,
  });

/** Whether the element came near the window once. */
function useCameNear(element: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (near || !element.current) return undefined;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && setNear(true),
      { rootMargin: '400px' },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, near]);
  return near;
}

/** An address of the blob for as long as it is shown. */
function useBlobUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!blob) return undefined;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      setUrl(undefined);
      URL.revokeObjectURL(made);
    };
  }, [blob]);
  return url;
}

const PLACES = [
  { x: 17, y: 22 },
  { x: 33, y: 38 },
];

/** Imprint's sign in the template's colour, with a letter of each side. */
function DrawnTile({ name, applications }: { name: string; applications: readonly string[] }) {
  const { letters, colour } = tileOf(name, applications);
  return (
    <svg viewBox="0 0 50 50" className={styles.tile} style={{ color: colour }}>
      <rect width="50" height="50" className={styles.ground} />
      <rect x="7" y="7" width="21" height="21" rx="6" className={styles.outline} />
      <rect x="22" y="22" width="21" height="21" rx="6" className={styles.solid} />
      {letters.map((letter, at) => (
        <text key={at} {...PLACES[at]} className={at === 0 ? styles.first : styles.second}>
          {letter}
        </text>
      ))}
    </svg>
  );
}

/**
 * A template's picture, fetched when it comes near the window; a drawn one where there is none.
 * It says nothing to those who do not see it: the name stands beside it.
 */
export const TemplateImage = memo(function TemplateImage({
  template,
  size = 'small',
}: {
  template: Pick<Template, 'id' | 'name' | 'applications' | 'hasImage'>;
  size?: 'small' | 'large';
}) {
  const frame = useRef<HTMLSpanElement>(null);
  const near = useCameNear(frame);
  const { data } = useQuery({ ...imageQuery(template.id), enabled: template.hasImage && near });
  const url = useBlobUrl(data);
  const [broken, setBroken] = useState<string>();
  const shown = url !== undefined && url !== broken;
  return (
    <span ref={frame} className={`${styles.frame} ${styles[size]}`} aria-hidden="true">
      {shown ? (
        <img src={url} alt="" className={styles.image} onError={() => setBroken(url)} />
      ) : (
        <DrawnTile name={template.name} applications={template.applications} />
      )}
    </span>
  );
});
