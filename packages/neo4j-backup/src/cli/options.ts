/** The options of each command, as data: parser and help are made of them. */

/** `flag`: no value, or `true` or `false`. */
export interface OptionRow {
  value: "text" | "flag";
  /** What a flag may be besides `true` and `false`. */
  also?: readonly string[];
  /** How its value is called in the help. */
  placeholder?: string;
  help: string;
}
export type OptionTable = Readonly<Record<string, OptionRow>>;

const JSON_ROW: OptionRow = {
  value: "flag",
  help: "Print one JSON document on standard output, and nothing else there.",
};
const HELP_ROW: OptionRow = { value: "flag", help: "Print this text." };

export const BACKUP_OPTIONS = {
  host: {
    value: "text",
    placeholder: "HOST",
    help: "The server: a name or an address, IPv6 with or without brackets. Needed.",
  },
  port: {
    value: "text",
    placeholder: "PORT",
    help: "Its online_backup_server port. Default 6362.",
  },
  to: {
    value: "text",
    placeholder: "DIR",
    help: "The target directory: missing, empty, or a backup of the same server. Needed.",
  },
  from: {
    value: "text",
    placeholder: "URI",
    help: "Deprecated: host[:port], single://host[:port] or ha://host1[:port],host2[:port] (tried in this order). Used when neither -host nor -port is given.",
  },
  verify: {
    value: "flag",
    also: ["always"],
    placeholder: "true|false|always",
    help: "Read back what was written (SHA-256 of every file, every log entry, the continuity of transaction ids and log files) and, after a full backup, check the consistency of every record; `always` does the latter after an incremental one too. Default true.",
  },
  "consistency-checker": {
    value: "text",
    placeholder: "NAME",
    help: "DEFAULT, EXPERIMENTAL, LEGACY or NONE. NONE means -verify false; the others mean the check that -verify describes. Default DEFAULT.",
  },
  timeout: {
    value: "text",
    placeholder: "T",
    help: "Longest silence of the server in the middle of an answer, in seconds or with a unit: ms, s, m, h. Default 40s.",
  },
  "full-timeout": {
    value: "text",
    placeholder: "T",
    help: "Longest wait for a full backup to begin, while the server makes its check point; never shorter than -timeout. Default 20m.",
  },
  config: {
    value: "text",
    placeholder: "FILE",
    help: "Accepted for the Java tool's sake: the file must exist, its settings have no use here.",
  },
  "gather-forensics": {
    value: "flag",
    placeholder: "true|false",
    help: "Also fetch the server's own transaction logs, into DIR/forensics. Default false.",
  },
  json: JSON_ROW,
  help: HELP_ROW,
  version: { value: "flag", help: "Print the version." },
} as const satisfies OptionTable;

export const FOLLOW_OPTIONS = {
  host: BACKUP_OPTIONS.host,
  port: BACKUP_OPTIONS.port,
  from: {
    value: "text",
    placeholder: "URI",
    help: "In place of -host and -port, the members of a cluster: ha://host1[:port],host2[:port]. When one is lost or is behind the backup, the next one is followed.",
  },
  to: {
    value: "text",
    placeholder: "DIR",
    help: "The target directory; a full backup is made first where it holds none. Needed.",
  },
  every: {
    value: "text",
    placeholder: "T",
    help: "From one pull to the next: seconds, or with a unit: ms, s, m, h. Default 5s.",
  },
  "roll-size": {
    value: "text",
    placeholder: "SIZE",
    help: "Begin another log file at this size: bytes, or with a unit: k, m, g. Default 64m.",
  },
  "roll-time": {
    value: "text",
    placeholder: "T",
    help: "Begin another log file after this time. Default 1h.",
  },
  timeout: BACKUP_OPTIONS.timeout,
  json: {
    value: "flag",
    help: "Print a JSON document a line for each pull that brought something and each change of state.",
  },
  help: HELP_ROW,
} as const satisfies OptionTable;

const MANIFEST_ROW: OptionRow = {
  value: "text",
  placeholder: "PATH",
  help: "Where the manifest lies, when it is neither in DIR nor that of a set of the console.",
};

export const DIRECTORY_OPTIONS = {
  manifest: MANIFEST_ROW,
  json: JSON_ROW,
  help: HELP_ROW,
} as const satisfies OptionTable;

export const RESTORE_OPTIONS = {
  "to-transaction": {
    value: "text",
    placeholder: "N",
    help: "The last transaction to keep. Default: all that the backup has.",
  },
  "to-time": {
    value: "text",
    placeholder: "T",
    help: "Keep what was committed at or before this time: 2026-11-24T03:00:00+01:00, or without a zone for UTC.",
  },
  plan: {
    value: "flag",
    help: "Only say what would be done: files, transaction and time reached, what is left out, space, the replay that Neo4j's first start will do.",
  },
  replayed: {
    value: "flag",
    help: "Apply the transactions to the copy's records, as far as that is safe without Neo4j.",
  },
  tar: {
    value: "flag",
    help: "TARGET is a .tar.gz file to write, or - for standard output.",
  },
  manifest: MANIFEST_ROW,
  json: JSON_ROW,
  help: HELP_ROW,
} as const satisfies OptionTable;

export const ROLL_FORWARD_OPTIONS = {
  "to-transaction": RESTORE_OPTIONS["to-transaction"],
  "to-time": RESTORE_OPTIONS["to-time"],
  manifest: MANIFEST_ROW,
  json: JSON_ROW,
  help: HELP_ROW,
} as const satisfies OptionTable;

export const CHECK_OPTIONS = {
  "to-transaction": {
    value: "text",
    placeholder: "N",
    help: "Check the state after this transaction. Default: the newest.",
  },
  scratch: {
    value: "text",
    placeholder: "DIR",
    help: "Where the copy is made that the transactions are applied to: missing or empty. Default: beside the backup. It is removed.",
  },
  threads: {
    value: "text",
    placeholder: "N",
    help: "Default: one for each core.",
  },
  manifest: MANIFEST_ROW,
  json: JSON_ROW,
  help: HELP_ROW,
} as const satisfies OptionTable;

export const SERVE_OPTIONS = {
  host: { value: "text", placeholder: "HOST", help: "Address to listen on. Default 127.0.0.1." },
  port: { value: "text", placeholder: "PORT", help: "Port; 0 takes any free one. Default 6362." },
  help: HELP_ROW,
} as const satisfies OptionTable;
