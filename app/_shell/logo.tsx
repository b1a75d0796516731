/** The anchor. */
export function Logo() {
  return (
    <svg viewBox="0 0 18 18" fill="none" aria-hidden="true" className="size-[18px]">
      <path d="M9 1.5v8" stroke="currentColor" strokeWidth="1.8" />
      <path d="M3 9.5c0 3.5 2.6 6.5 6 6.5s6-3 6-6.5" stroke="currentColor" strokeWidth="1.8" />
      <circle cx="3" cy="8" r="1.8" fill="currentColor" />
      <circle cx="15" cy="8" r="1.8" fill="currentColor" />
      <circle cx="9" cy="2.4" r="2" fill="currentColor" />
    </svg>
  );
}
