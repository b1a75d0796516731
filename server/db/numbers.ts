/** BigInt columns become numbers at a room's border: ids and byte counts stay far below 2^53. */
export const number = (value: bigint): number => Number(value);

/** As `number`, with null for null. */
export const numberOrNull = (value: bigint | null): number | null =>
  value === null ? null : Number(value);

/** A time in milliseconds since the epoch as a Date, null when there is none. */
export const milliseconds = (value: number | null | undefined): Date | null =>
  value === null || value === undefined ? null : new Date(value);
