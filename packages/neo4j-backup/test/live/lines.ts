/** The lines of Neo4j that speak the backup protocol, and the version of each that is on Maven Central. */
export interface Line {
  version: string;
  storeVersion: string;
  dialect: 1 | 2;
  /** What only this line and later ones have, by Cypher. */
  cypher?: readonly string[];
  /** Records are laid out for very large stores. */
  isHighLimit?: true;
  /**
   * Records whose bytes differ once they are free: from 3.3 on a recovery first writes what was before each
   * transaction, and of that the log does not say how its references were laid out.
   */
  rewritesFreed?: RegExp;
  /** Going over all nodes it takes the second unit of one for a node, and fails: its own fault. */
  takesUnitsForNodes?: true;
}
/** `3.4.18`, or `3.4.18 high limit`. */
export const nameOf = ({ version, isHighLimit }: Line): string =>
  isHighLimit ? `${version} high limit` : version;

/** From 3.2 on. */
const COMPOSITE = [
  "CREATE INDEX ON :Person(name, born)",
  "CREATE CONSTRAINT ON (k:Keyed) ASSERT (k.a, k.b) IS NODE KEY",
  "CREATE CONSTRAINT ON (e:Exists) ASSERT exists(e.must)",
  "CREATE CONSTRAINT ON ()-[r:MUST]-() ASSERT exists(r.be)",
  "UNWIND range(1, 40) AS i CREATE (:Keyed {a: i, b: 'k' + i})-[:MUST {be: i}]->(:Exists {must: i})",
];
/** From 3.4 on: points and temporal values, alone and in arrays. */
const VALUES = [
  "UNWIND range(1, 30) AS i CREATE (:Place {at: point({x: i, y: -i}), up: point({longitude: i, latitude: i, height: 3}), many: [point({x: i, y: 2}), point({x: 1, y: i})]})",
  "UNWIND range(1, 30) AS i CREATE (:Event {day: date('2018-11-24') + duration({days: i}), old: date('-0044-03-15'), at: datetime('2018-01-02T03:04:05.000000006+01:00'), zone: datetime('2018-01-02T03:04:05[Europe/Stockholm]'), local: localdatetime('2018-01-02T03:04:05'), time: time('10:11:12-03:30'), clock: localtime('23:59:59.999'), took: duration({months: i, days: -2, seconds: 3}), days: [date('2018-01-01'), date('1969-12-31')], times: [datetime('2018-01-02T03:04:05+01:00')]})",
];

export const ALL_LINES: readonly Line[] = [
  { version: "2.2.9", storeVersion: "v0.A.5", dialect: 1 },
  { version: "2.3.3", storeVersion: "v0.A.6", dialect: 1 },
  { version: "3.0.7", storeVersion: "v0.A.7", dialect: 1 },
  { version: "3.1.9", storeVersion: "v0.A.7", dialect: 2 },
  { version: "3.2.9", storeVersion: "v0.A.8", dialect: 2, cypher: COMPOSITE },
  { version: "3.3.5", storeVersion: "v0.A.8", dialect: 2, cypher: COMPOSITE },
  { version: "3.4.18", storeVersion: "v0.A.9", dialect: 2, cypher: [...COMPOSITE, ...VALUES] },
  {
    version: "3.5.0-beta03",
    storeVersion: "v0.A.9",
    dialect: 2,
    cypher: [...COMPOSITE, ...VALUES],
  },
  { version: "3.0.7", storeVersion: "vE.H.0b", dialect: 1, isHighLimit: true },
  { version: "3.1.9", storeVersion: "vE.H.2", dialect: 2, isHighLimit: true },
  {
    version: "3.2.9",
    storeVersion: "vE.H.3",
    dialect: 2,
    cypher: COMPOSITE,
    isHighLimit: true,
    takesUnitsForNodes: true,
  },
  {
    version: "3.4.18",
    storeVersion: "vE.H.4",
    dialect: 2,
    cypher: [...COMPOSITE, ...VALUES],
    isHighLimit: true,
    rewritesFreed: /^(nodes|relationships|groups) /,
  },
];

/** By default one of each dialect; `HOLDFAST_LINES=all` runs all, `HOLDFAST_LINES=3.2.9,3.5.0-beta03` some. */
const wanted = process.env.HOLDFAST_LINES ?? "3.0.7,3.4.18,3.2.9 high limit";
export const LINES_ARE_ALL = wanted === "all";
export const LINES: readonly Line[] =
  wanted === "all"
    ? ALL_LINES
    : ALL_LINES.filter((line) => wanted.split(",").includes(nameOf(line)));
