/** The two wire dialects: a row each. Source: differences section 1. */
export interface Dialect {
  number: 1 | 2;
  /** Second header byte of every frame. */
  applicationVersion: number;
  /** An `i32` record size follows the name of each file that has data. */
  hasRecordSize: boolean;
  spokenBy: string;
}

export const DIALECTS: Readonly<Record<1 | 2, Dialect>> = {
  1: { number: 1, applicationVersion: 1, hasRecordSize: false, spokenBy: "Neo4j 2.2 to 3.0" },
  2: { number: 2, applicationVersion: 2, hasRecordSize: true, spokenBy: "Neo4j 3.1 to 3.5" },
};

export const dialectOf = (applicationVersion: number): Dialect | undefined =>
  Object.values(DIALECTS).find((d) => d.applicationVersion === applicationVersion);
