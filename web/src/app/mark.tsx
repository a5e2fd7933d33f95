/** Imprint's sign: a stamp and what it leaves. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#2f4bd8" />
      <rect
        x="7"
        y="7"
        width="11"
        height="11"
        rx="2.5"
        fill="none"
        stroke="#fff"
        strokeWidth="2.4"
      />
      <rect x="14" y="14" width="11" height="11" rx="2.5" fill="#fff" />
    </svg>
  );
}
