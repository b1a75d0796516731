const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

/** `1234567` as `1.2 MB`: decimal units, three figures at most. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** The exact count, grouped: `1,234,567 bytes`. */
export function formatExactBytes(bytes: number): string {
  return `${formatCount(bytes)} ${bytes === 1 ? "byte" : "bytes"}`;
}

/** A rate: `14.6 MB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** A count, grouped by thousands: `4,182,907`. Transaction ids are written the same way. */
export function formatCount(value: number): string {
  return value.toLocaleString("en-GB");
}

/** `1 set`, `3 sets`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
