/** How large a drawing is seen: it decides what of a resource is worth showing. */
export type Scale = 'near' | 'middle' | 'small' | 'far';

/** From here on a resource shows all of it; below, its name in larger type. */
export const NEAR = 0.75;
const MIDDLE = 0.5;
/** Below this, no word can be read, however large. */
const SMALL = 0.28;

export function scaleOf(zoom: number): Scale {
  if (zoom >= NEAR) return 'near';
  if (zoom >= MIDDLE) return 'middle';
  return zoom >= SMALL ? 'small' : 'far';
}
