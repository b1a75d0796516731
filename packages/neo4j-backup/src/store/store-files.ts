/** Which files of a store directory are what. Source: spec sections 5 and 6. */

/** Names that start with this are ours; a server may never send them. */
export const OWN_PREFIX = ".holdfast-";
export const OWN_MANIFEST = "holdfast.manifest.json";
/** Beside a manifest: what a follower has added since it was written. */
export const JOURNAL_SUFFIX = ".open";
const OWN_JOURNAL = `${OWN_MANIFEST}${JOURNAL_SUFFIX}`;

/** Files that a Neo4j or the official tool leaves behind and that are no part of a backup. */
const LEFTOVER =
  /^(store_lock|lock|messages\.log.*|debug\.log.*|active_tx_log|rrd|inconsistencies-.*\.report)$/;

export const isIdFile = (path: string): boolean => path.endsWith(".id") && !path.includes("/");
/** Ours, or below a directory with a name of ours; in any case, since file systems may ignore it. */
export const isOwnFile = (path: string): boolean => {
  const first = (path.split("/")[0] ?? path).toLowerCase();
  return first.startsWith(OWN_PREFIX) || first === OWN_MANIFEST || first === OWN_JOURNAL;
};
/** True for what is not part of the backup: id files, locks, Neo4j's own logs, our own files. */
export const isNoStoreFile = (path: string): boolean =>
  isOwnFile(path) || isIdFile(path) || LEFTOVER.test(path.split("/")[0] ?? path);
/** Traces of a Neo4j or of the official tool having opened the directory. */
export const isTraceOfOpening = (path: string): boolean =>
  isIdFile(path) || /^(store_lock|messages\.log.*)$/.test(path);
