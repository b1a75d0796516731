/** The lines of Neo4j that speak the backup protocol, and the version of each that is on Maven Central. */
export interface Line {
  version: string;
  storeVersion: string;
  dialect: 1 | 2;
}

export const ALL_LINES: readonly Line[] = [
  { version: "2.3.3", storeVersion: "v0.A.6", dialect: 1 },
  { version: "3.0.7", storeVersion: "v0.A.7", dialect: 1 },
  { version: "3.1.9", storeVersion: "v0.A.7", dialect: 2 },
  { version: "3.2.9", storeVersion: "v0.A.8", dialect: 2 },
  { version: "3.3.5", storeVersion: "v0.A.8", dialect: 2 },
  { version: "3.4.18", storeVersion: "v0.A.9", dialect: 2 },
  { version: "3.5.0-beta03", storeVersion: "v0.A.9", dialect: 2 },
];

/** By default one of each dialect; `HOLDFAST_LINES=all` runs all, `HOLDFAST_LINES=3.2.9,3.5.0-beta03` some. */
const wanted = process.env.HOLDFAST_LINES ?? "3.0.7,3.4.18";
export const LINES: readonly Line[] =
  wanted === "all"
    ? ALL_LINES
    : ALL_LINES.filter(({ version }) => wanted.split(",").includes(version));
