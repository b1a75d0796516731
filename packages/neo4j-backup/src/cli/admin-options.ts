/** Options of `holdfast-admin backup`: those of `neo4j-admin backup` of Neo4j 3.1 to 3.5. */
import type { OptionTable } from "./options.ts";

export const ADMIN_OPTIONS = {
  "backup-dir": {
    value: "text",
    placeholder: "DIR",
    help: "Where backups are kept; it must exist. Needed.",
  },
  name: {
    value: "text",
    placeholder: "NAME",
    help: "The backup's own directory below it: missing, empty, or a backup of the same server. Needed.",
  },
  from: {
    value: "text",
    placeholder: "ADDRESS",
    help: "host, host:port or :port of the server's backup port; several, separated by commas, are tried in order. Default localhost:6362.",
  },
  "fallback-to-full": {
    value: "flag",
    placeholder: "true|false",
    help: "Where the backup cannot be continued, make a full one; the old one is renamed to NAME.err.N once the new one is whole, and never when the server cannot be reached. Default true.",
  },
  timeout: {
    value: "text",
    placeholder: "T",
    help: "Longest silence of the server, in seconds or with a unit: ms, s, m, h. Default 20m.",
  },
  "check-consistency": {
    value: "flag",
    placeholder: "true|false",
    help: "Check every record afterwards, after a full backup and an incremental one. Default true.",
  },
  "cc-report-dir": {
    value: "text",
    placeholder: "DIR",
    help: "Where a report of inconsistencies is written; it must exist. Default the current directory.",
  },
  protocol: {
    value: "text",
    placeholder: "NAME",
    help: "any or common; catchup, which members of causal clusters of 3.4 and later speak, is refused. Default any.",
  },
  pagecache: {
    value: "text",
    placeholder: "SIZE",
    help: "Accepted for the Java tool's sake: memory is bounded without it.",
  },
  "cc-graph": {
    value: "flag",
    placeholder: "true|false",
    help: "Accepted; the records are always checked as a whole.",
  },
  "cc-indexes": {
    value: "flag",
    placeholder: "true|false",
    help: "Accepted; the content of indexes is not looked at, which the verdict says.",
  },
  "cc-label-scan-store": {
    value: "flag",
    placeholder: "true|false",
    help: "Accepted; the label scan store is not looked at, which the verdict says.",
  },
  "cc-property-owners": {
    value: "flag",
    placeholder: "true|false",
    help: "Accepted; owners of properties are always checked.",
  },
  "additional-config": {
    value: "text",
    placeholder: "FILE",
    help: "Accepted for the Java tool's sake: the file must exist, its settings have no use here.",
  },
  help: { value: "flag", help: "Print this text." },
} as const satisfies OptionTable;
